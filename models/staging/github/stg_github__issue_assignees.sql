with

issues as (

    select native_id, assignees_json from {{ ref('stg_github__issues') }}

),

elements as (

    select
        native_id,
        {{ unnest_strings(
            json_field_strings('assignees_json', 'login'), 'assignee_name', 'position'
        ) }}
    from issues

)

select * from elements
