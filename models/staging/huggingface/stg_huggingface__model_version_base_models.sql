{%- set fields = {
    'base_model_native_id': {'type': 'string', 'path': '_id'},
    'base_model_name': {'type': 'string', 'path': 'id'},
} -%}

with

versions as (

    select ptm_name, row_hash, base_models_json, base_model_relation
    from {{ ref('stg_huggingface__model_versions') }}

),

base_models as (

    select
        versions.ptm_name,
        versions.row_hash,
        versions.base_model_relation,
        elements.position,
        {{ json_record('elements.base_model_json', fields) }} as record
    from versions
    {{ unnest_strings(
        json_elements('versions.base_models_json'), 'base_model_json', 'position'
    ) }}

),

parsed as (

    select
        ptm_name,
        row_hash,
        {{ record_fields('record', fields) | indent(8) }},
        base_model_relation,
        position
    from base_models

)

select * from parsed
