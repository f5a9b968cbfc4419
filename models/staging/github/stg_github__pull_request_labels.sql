with

pull_requests as (

    select native_id, labels_json from {{ ref('stg_github__pull_requests') }}

),

elements as (

    select
        native_id,
        {{ unnest_strings(
            json_field_strings('labels_json', 'name'), 'label', 'position'
        ) }}
    from pull_requests

)

select * from elements
