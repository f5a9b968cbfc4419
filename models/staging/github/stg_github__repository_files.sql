{%- set fields = {
    'file_name': {'type': 'string', 'path': 'name'},
    'file_type': {'type': 'string', 'path': 'type'},
    'size_bytes': {'type': 'bigint', 'path': 'size'},
} -%}

with

repositories as (

    select native_id, files_json from {{ ref('stg_github__repositories') }}

),

elements as (

    select
        native_id,
        {{ unnest_strings(json_elements('files_json'), 'element_json', 'position') }}
    from repositories

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
        {{ record_fields('record', fields) | indent(8) }}
    from records

)

select * from parsed
