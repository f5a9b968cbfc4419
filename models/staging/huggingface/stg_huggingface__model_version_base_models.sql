{%- set fields = {
    'base_model_native_id': {'type': 'string', 'path': '_id'},
    'base_model_name': {'type': 'string', 'path': 'id'},
} -%}

with

versions as (

    select
        ptm_name,
        row_hash,
        base_model_relation,
        {{ json_elements('base_models_json') }} as base_models
    from {{ ref('stg_huggingface__model_versions') }}

),

base_models as (

    select
        ptm_name,
        row_hash,
        base_model_relation,
        {{ unnest_strings('base_models', 'base_model_json', 'position') }}
    from versions

),

records as (

    select
        ptm_name,
        row_hash,
        base_model_relation,
        position,
        {{ json_record('base_model_json', fields) }} as record
    from base_models

),

parsed as (

    select
        ptm_name,
        row_hash,
        {{ record_fields('record', fields) | indent(8) }},
        base_model_relation,
        position
    from records

)

select * from parsed
