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
        repositories.native_id,
        {{ json_record('elements.element_json', fields) }} as record
    from repositories
    {{ unnest_strings(
        json_elements('repositories.files_json'), 'element_json', 'position'
    ) }}

),

parsed as (

    select
        native_id,
        {{ record_fields('record', fields) | indent(8) }}
    from elements

)

select * from parsed
