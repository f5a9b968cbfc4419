{%- set entry_fields = {
    'dataset_name': {'type': 'string', 'path': 'dataset.id'},
    'benchmark_task': {'type': 'string', 'path': 'dataset.task_id'},
    'value_scalar': {'type': 'scalar', 'path': 'value'},
    'value_json': {'type': 'json', 'path': 'value'},
    'source_url': {'type': 'string', 'path': 'source.url'},
    'source_title': {'type': 'string', 'path': 'source.name'},
    'error_json': {'type': 'json', 'path': 'error'},
} -%}
{%- set file_fields = {
    'data_json': {'type': 'json', 'path': 'data'},
    'is_verified': {'type': 'boolean', 'path': 'verified'},
} -%}
with

versions as (

    select
        ptm_name,
        row_hash,
        {{ json_elements('evaluation_files_json') }} as evaluation_files
    from {{ ref('stg_huggingface__model_versions') }}
    where evaluation_files_json is not null

),

files as (

    select
        ptm_name,
        row_hash,
        {{ unnest_strings('evaluation_files', 'file_json', 'position') }}
    from versions

),

records as (

    select
        ptm_name,
        row_hash,
        position,
        file_json,
        {{ json_record('file_json', file_fields) }} as record
    from files

),

unwrapped as (

    select
        ptm_name,
        row_hash,
        position,
        file_json,
        {{ record_fields('record', file_fields) | indent(8) }}
    from records

),

-- the hub wraps what the file says; a dump may have it bare
entries as (

    select
        ptm_name,
        row_hash,
        position,
        is_verified,
        {{ json_record('coalesce(data_json, file_json)', entry_fields) }} as record
    from unwrapped

),

parsed as (

    select
        ptm_name,
        row_hash,
        position,
        is_verified,
        {{ record_fields('record', entry_fields) | indent(8) }}
    from entries

),

final as (

    select
        ptm_name,
        row_hash,
        position,
        dataset_name,
        benchmark_task,
        coalesce(value_scalar, value_json) as value_raw,
        source_url,
        source_title,
        is_verified
    from parsed
    where error_json is null

)

select * from final
