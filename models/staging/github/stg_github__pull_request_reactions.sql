{%- set fields = {
    'reaction': {'type': 'string', 'path': 'content'},
    'reaction_count': {'type': 'bigint', 'path': 'reactors.totalCount'},
} -%}

with

pull_requests as (

    select native_id, reactions_json from {{ ref('stg_github__pull_requests') }}

),

elements as (

    select
        native_id,
        {{ unnest_strings(
            json_elements('reactions_json'), 'element_json', 'position'
        ) }}
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
        {{ record_fields('record', fields) | indent(8) }}
    from records

),

named as (

    select native_id, lower(reaction) as reaction, reaction_count
    from parsed

)

select * from named
