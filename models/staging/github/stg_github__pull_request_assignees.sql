with

pull_requests as (

    select native_id, assignees_json from {{ ref('stg_github__pull_requests') }}

),

elements as (

    select
        pull_requests.native_id,
        elements.position,
        elements.assignee_name
    from pull_requests
    {{ unnest_strings(
        json_field_strings('pull_requests.assignees_json', 'login'), 'assignee_name', 'position'
    ) }}

)

select * from elements
