{%- set fields = {
    'author': {'type': 'string'},
    'task': {'type': 'string', 'path': 'pipeline_tag'},
    'library': {'type': 'string', 'path': 'library_name'},
    'head_sha': {'type': 'string', 'path': 'sha'},
    'gating': {'type': 'scalar', 'path': 'gated'},
    'model_type': {'type': 'string', 'path': 'config.model_type'},
    'architectures_json': {'type': 'json', 'path': 'config.architectures'},
    'auto_map_json': {'type': 'json', 'path': 'config.auto_map'},
    'config_json': {'type': 'json', 'path': 'config'},
    'safetensors_json': {'type': 'json', 'path': 'safetensors'},
    'gguf_json': {'type': 'json', 'path': 'gguf'},
    'tags_json': {'type': 'json', 'path': 'tags'},
    'card_json': {'type': 'json', 'path': 'cardData'},
    'card_licenses_json': {'type': 'json', 'path': 'cardData.license'},
    'card_license_name': {'type': 'string', 'path': 'cardData.license_name'},
    'card_license_link': {'type': 'string', 'path': 'cardData.license_link'},
    'card_datasets_json': {'type': 'json', 'path': 'cardData.datasets'},
    'card_languages_json': {'type': 'json', 'path': 'cardData.language'},
    'card_evaluations_json': {'type': 'json', 'path': 'cardData.model-index'},
    'evaluations_json': {'type': 'json', 'path': 'model-index'},
    'evaluation_files_json': {'type': 'json', 'path': 'evalResults'},
    'spaces_json': {'type': 'json', 'path': 'spaces'},
    'card_co2_emissions_g': {'type': 'double', 'path': 'cardData.co2_eq_emissions'},
    'card_co2_object_emissions_g': {
        'type': 'double', 'path': 'cardData.co2_eq_emissions.emissions',
    },
    'card_base_models_json': {'type': 'json', 'path': 'cardData.base_model'},
    'card_base_model_relation': {
        'type': 'string', 'path': 'cardData.base_model_relation'
    },
    'base_models_json': {'type': 'json', 'path': 'baseModels.models'},
    'base_model_relation': {'type': 'string', 'path': 'baseModels.relation'},
    'safetensors_parameter_count': {'type': 'bigint', 'path': 'safetensors.total'},
    'gguf_parameter_count': {'type': 'bigint', 'path': 'gguf.total'},
    'storage_bytes': {'type': 'bigint', 'path': 'usedStorage'},
    'is_disabled': {'type': 'boolean', 'path': 'disabled'},
    'created_at': {'type': 'timestamp', 'path': 'createdAt'},
    'last_modified_at': {'type': 'timestamp', 'path': 'lastModified'},
} -%}

with

versions as (

    select
        id as ptm_name,
        row_hash,
        native_id as hub_native_id,
        shape,
        {{ json_record('payload', fields) }} as record
    from {{ source('huggingface', 'model_versions') }}

),

parsed as (

    select
        ptm_name,
        row_hash,
        hub_native_id,
        shape,
        {{ record_fields('record', fields) | indent(8) }}
    from versions

)

select * from parsed
