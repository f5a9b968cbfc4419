with

issues as (

    select native_id, assignees_json from {{ ref('stg_github__issues') }}

),

elements as (

    select
        issues.native_id,
        elements.position,
        elements.assignee_name
    from issues
    {{ unnest_strings(
        json_field_strings('issues.assignees_json', 'login'), 'assignee_name', 'position'
    ) }}

)

select * from elements
