with

pull_requests as (

    select native_id, labels_json from {{ ref('stg_github__pull_requests') }}

),

elements as (

    select
        pull_requests.native_id,
        elements.position,
        elements.label
    from pull_requests
    {{ unnest_strings(
        json_field_strings('pull_requests.labels_json', 'name'), 'label', 'position'
    ) }}

)

select * from elements
