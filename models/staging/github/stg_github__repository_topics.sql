-- GraphQL lists topics as `{"topic": {"name": …}}`, REST as bare words
{% set fields = {'name': {'type': 'string', 'path': 'topic.name'}} -%}

with

repositories as (

    select native_id, topics_json from {{ ref('stg_github__repositories') }}

),

elements as (

    select
        native_id,
        {{ unnest_strings(json_elements('topics_json'), 'element_json', 'position') }}
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
        element_json,
        {{ record_fields('record', fields) | indent(8) }}
    from records

),

named as (

    select
        native_id,
        position,
        coalesce(name, replace(element_json, '"', '')) as topic
    from parsed

)

select * from named
