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
        pull_requests.native_id,
        {{ json_record('elements.element_json', fields) }} as record
    from pull_requests
    {{ unnest_strings(
        json_elements('pull_requests.reactions_json'), 'element_json', 'position'
    ) }}

),

parsed as (

    select
        native_id,
        {{ record_fields('record', fields) | indent(8) }}
    from elements

),

named as (

    select native_id, lower(reaction) as reaction, reaction_count
    from parsed

)

select * from named
