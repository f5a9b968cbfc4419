{%- set fields = {
    'path': {'type': 'string'},
    'change': {'type': 'string', 'path': 'changeType'},
    'additions': {'type': 'bigint'},
    'deletions': {'type': 'bigint'},
} -%}

with

pull_requests as (

    select native_id, files_json from {{ ref('stg_github__pull_requests') }}

),

elements as (

    select
        pull_requests.native_id,
        elements.position,
        {{ json_record('elements.element_json', fields) }} as record
    from pull_requests
    {{ unnest_strings(
        json_elements('pull_requests.files_json'), 'element_json', 'position'
    ) }}

),

parsed as (

    select
        native_id,
        position,
        {{ record_fields('record', fields) | indent(8) }}
    from elements

),

named as (

    select
        native_id,
        path,
        lower(change) as change,
        additions,
        deletions,
        position
    from parsed

)

select * from named
