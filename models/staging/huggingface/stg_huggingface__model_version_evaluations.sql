{%- set entry_fields = {'results_json': {'type': 'json', 'path': 'results'}} -%}
{%- set result_fields = {
    'task': {'type': 'string', 'path': 'task.type'},
    'dataset_name': {'type': 'string', 'path': 'dataset.type'},
    'dataset_title': {'type': 'string', 'path': 'dataset.name'},
    'dataset_config': {'type': 'scalar', 'path': 'dataset.config'},
    'dataset_split': {'type': 'scalar', 'path': 'dataset.split'},
    'source_url': {'type': 'string', 'path': 'source.url'},
    'source_title': {'type': 'string', 'path': 'source.name'},
    'metrics_json': {'type': 'json', 'path': 'metrics'},
} -%}
{%- set metric_fields = {
    'metric': {'type': 'scalar', 'path': 'type'},
    'metric_title': {'type': 'scalar', 'path': 'name'},
    'value_scalar': {'type': 'scalar', 'path': 'value'},
    'value_json': {'type': 'json', 'path': 'value'},
    'is_verified': {'type': 'boolean', 'path': 'verified'},
} -%}
-- a list of entries, each with a list of results, each with a list of metrics
with

entries as (

    select
        ptm_name,
        row_hash,
        {{ unnest_strings(
            json_elements('coalesce(evaluations_json, card_evaluations_json)'),
            'entry_json',
            'entry_position'
        ) }}
    from {{ ref('stg_huggingface__model_versions') }}
    where coalesce(evaluations_json, card_evaluations_json, '[]') != '[]'

),

entry_records as (

    select
        *,
        {{ json_record('entry_json', entry_fields) }} as record
    from entries

),

entry_results as (

    select
        ptm_name,
        row_hash,
        entry_position,
        {{ record_fields('record', entry_fields) | indent(8) }}
    from entry_records

),

results as (

    select
        ptm_name,
        row_hash,
        entry_position,
        {{ unnest_strings(
            json_elements('results_json'), 'result_json', 'result_position'
        ) }}
    from entry_results

),

result_records as (

    select
        *,
        {{ json_record('result_json', result_fields) }} as record
    from results

),

result_metrics as (

    select
        ptm_name,
        row_hash,
        entry_position,
        result_position,
        {{ record_fields('record', result_fields) | indent(8) }}
    from result_records

),

metrics as (

    select
        *,
        {{ unnest_strings(
            json_elements('metrics_json'), 'metric_json', 'metric_position'
        ) }}
    from result_metrics

),

metric_records as (

    select
        *,
        {{ json_record('metric_json', metric_fields) }} as record
    from metrics

),

parsed as (

    select
        *,
        {{ record_fields('record', metric_fields) | indent(8) }}
    from metric_records

),

final as (

    select
        ptm_name,
        row_hash,
        row_number() over (
            partition by ptm_name, row_hash
            order by entry_position, result_position, metric_position
        ) as position,
        task,
        dataset_name,
        dataset_title,
        dataset_config,
        dataset_split,
        metric,
        metric_title,
        coalesce(value_scalar, value_json) as value_raw,
        source_url,
        source_title,
        is_verified
    from parsed

)

select * from final
