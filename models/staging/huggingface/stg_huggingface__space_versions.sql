{%- set fields = {
    'author': {'type': 'string'},
    'title': {'type': 'string', 'path': 'cardData.title'},
    'sdk': {'type': 'string'},
    'head_sha': {'type': 'string', 'path': 'sha'},
    'gating': {'type': 'scalar', 'path': 'gated'},
    'stage': {'type': 'string', 'path': 'runtime.stage'},
    'hardware': {'type': 'string', 'path': 'runtime.hardware.current'},
    'card_licenses_json': {'type': 'json', 'path': 'cardData.license'},
    'models_json': {'type': 'json', 'path': 'models'},
    'datasets_json': {'type': 'json', 'path': 'datasets'},
    'tags_json': {'type': 'json', 'path': 'tags'},
    'is_disabled': {'type': 'boolean', 'path': 'disabled'},
    'created_at': {'type': 'timestamp', 'path': 'createdAt'},
    'last_modified_at': {'type': 'timestamp', 'path': 'lastModified'},
} -%}

with

versions as (

    select
        id as space_name,
        row_hash,
        native_id as hub_native_id,
        shape,
        {{ json_record('payload', fields) }} as record
    from {{ source('huggingface', 'space_versions') }}

),

parsed as (

    select
        space_name,
        row_hash,
        hub_native_id,
        shape,
        {{ record_fields('record', fields) | indent(8) }}
    from versions

)

select * from parsed
