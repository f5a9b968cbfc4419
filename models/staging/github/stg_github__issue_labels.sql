with

issues as (

    select native_id, labels_json from {{ ref('stg_github__issues') }}

),

elements as (

    select
        issues.native_id,
        elements.position,
        elements.label
    from issues
    {{ unnest_strings(
        json_field_strings('issues.labels_json', 'name'), 'label', 'position'
    ) }}

)

select * from elements
