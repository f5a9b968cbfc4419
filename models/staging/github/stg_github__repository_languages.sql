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
        native_id,
        {{ unnest_strings(
            json_elements('languages_json'), 'element_json', 'position'
        ) }}
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
        position,
        {{ record_fields('record', fields) | indent(8) }}
    from records

)

select * from parsed
