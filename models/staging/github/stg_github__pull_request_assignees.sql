with

pull_requests as (

    select native_id, assignees_json from {{ ref('stg_github__pull_requests') }}

),

elements as (

    select
        native_id,
        {{ unnest_strings(
            json_field_strings('assignees_json', 'login'), 'assignee_name', 'position'
        ) }}
    from pull_requests

)

select * from elements
