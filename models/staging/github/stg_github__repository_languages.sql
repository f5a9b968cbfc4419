{%- set fields = {
    'language': {'type': 'string', 'path': 'node.name'},
    'size_bytes': {'type': 'bigint', 'path': 'size'},
} -%}

with

repositories as (

    select native_id, languages_json from {{ ref('stg_github__repositories') }}

),

elements as (

    select
        repositories.native_id,
        elements.position,
        {{ json_record('elements.element_json', fields) }} as record
    from repositories
    {{ unnest_strings(
        json_elements('repositories.languages_json'), 'element_json', 'position'
    ) }}

),

parsed as (

    select
        native_id,
        position,
        {{ record_fields('record', fields) | indent(8) }}
    from elements

)

select * from parsed
