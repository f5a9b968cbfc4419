with

issues as (

    select native_id, labels_json from {{ ref('stg_github__issues') }}

),

elements as (

    select
        native_id,
        {{ unnest_strings(
            json_field_strings('labels_json', 'name'), 'label', 'position'
        ) }}
    from issues

)

select * from elements
