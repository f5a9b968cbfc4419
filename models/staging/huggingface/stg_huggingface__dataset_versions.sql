{%- set fields = {
    'author': {'type': 'string'},
    'head_sha': {'type': 'string', 'path': 'sha'},
    'gating': {'type': 'scalar', 'path': 'gated'},
    'tags_json': {'type': 'json', 'path': 'tags'},
    'card_licenses_json': {'type': 'json', 'path': 'cardData.license'},
    'is_disabled': {'type': 'boolean', 'path': 'disabled'},
    'created_at': {'type': 'timestamp', 'path': 'createdAt'},
    'last_modified_at': {'type': 'timestamp', 'path': 'lastModified'},
} -%}

with

versions as (

    select
        id as dataset_name,
        row_hash,
        native_id as hub_native_id,
        shape,
        {{ json_record('payload', fields) }} as record
    from {{ source('huggingface', 'dataset_versions') }}

),

parsed as (

    select
        dataset_name,
        row_hash,
        hub_native_id,
        shape,
        {{ record_fields('record', fields) | indent(8) }}
    from versions

)

select * from parsed
