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
        native_id,
        {{ unnest_strings(json_elements('files_json'), 'element_json', 'position') }}
    from pull_requests

),

records as (

    select
        *,
        {{ json_record('element_json', fields) }} as record
    from elements

),

parsed as (

    select
        native_id,
        position,
        {{ record_fields('record', fields) | indent(8) }}
    from records

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
