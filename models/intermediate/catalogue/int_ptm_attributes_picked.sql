{#- what each answer of the hub says: column and expression. Lists are read further
    down, from the version named here. `has_…` is null where nobody asked -#}
{%- set answers = {
    'task': {'task': 'task', 'has_task': 'task is not null'},
    'library': {'library': 'library', 'has_library': 'library is not null'},
    'head_sha': {'head_sha': 'head_sha'},
    'gating': {'gating': 'gating'},
    'config': {
        'model_type': 'model_type',
        'auto_map_json': 'auto_map_json',
        'has_model_type': 'model_type is not null',
        'config_ptm_name': 'ptm_name',
        'config_row_hash': 'row_hash',
    },
    'card': {
        'card_license_name': 'card_license_name',
        'card_license_link': 'card_license_link',
        'card_base_model_relation': 'card_base_model_relation',
        'co2_emissions_g': 'coalesce(card_co2_emissions_g, card_co2_object_emissions_g)',
        'has_card': "coalesce(card_json, '{}') != '{}'",
        'card_ptm_name': 'ptm_name',
        'card_row_hash': 'row_hash',
    },
    'safetensors': {
        'safetensors_parameter_count': 'safetensors_parameter_count',
        'has_parameter_answer': 'safetensors_parameter_count is not null',
    },
    'gguf': {'gguf_parameter_count': 'gguf_parameter_count'},
    'storage': {'storage_bytes': 'storage_bytes'},
    'disabled': {'is_disabled': 'is_disabled'},
    'created_at': {'created_at': 'created_at'},
    'last_modified_at': {'last_modified_at': 'last_modified_at'},
    'spaces': {'has_spaces': "coalesce(spaces_json, '[]') != '[]'"},
    'tags': {'tags_ptm_name': 'ptm_name', 'tags_row_hash': 'row_hash'},
    'base_models': {
        'base_models_ptm_name': 'ptm_name', 'base_models_row_hash': 'row_hash',
    },
    'evaluations': {
        'has_evaluations':
            "coalesce(evaluations_json, card_evaluations_json, '[]') != '[]'",
        'evaluations_ptm_name': 'ptm_name',
        'evaluations_row_hash': 'row_hash',
    },
    'evaluation_files': {
        'evaluation_files_ptm_name': 'ptm_name',
        'evaluation_files_row_hash': 'row_hash',
    },
} -%}
-- each attribute from the newest sighting whose shape carries it: a key that was not
-- asked for is not a change
with

sightings as (

    select ptm_id, ptm_name, row_hash, shape, listing_id, observed_at
    from {{ ref('int_ptm_sightings_keyed') }}

),

versions as (

    select * from {{ ref('stg_huggingface__model_versions') }}

),

shapes as (

    select * from {{ ref('int_version_shapes_profiled') }}

),

newest_in_shape as (

    select ptm_id, ptm_name, row_hash, shape, observed_at
    from sightings
    qualify
        row_number() over (
            partition by ptm_id, shape order by observed_at desc, listing_id
        ) = 1

),

-- before the join with the versions: a window over few columns
ranked as (

    select
        *,
        row_number() over (
            partition by ptm_id order by observed_at desc, shape
        ) as recency
    from newest_in_shape

),

answered as (

    select
        ranked.ptm_id,
        ranked.observed_at,
        ranked.recency,
        {%- for key in answers %}
        shapes.carries_{{ key }},
        {%- endfor %}
        versions.*
    from ranked
    inner join versions
        on
            ranked.ptm_name = versions.ptm_name
            and ranked.row_hash = versions.row_hash
    inner join shapes on versions.shape = shapes.shape

),

picked as (

    select
        ptm_id,
        {%- for key, values in answers.items() %}
        {{ latest_values(values, 'recency', 'carries_' ~ key) }} as {{ key }}_answer,
        {%- endfor %}
        max(case when carries_tags then observed_at end) as tags_observed_at,
        max(case when carries_card then observed_at end) as card_observed_at,
        max(case when carries_base_models then observed_at end)
            as base_models_observed_at,
        max(observed_at) as observed_at
    from answered
    group by ptm_id

),

attributes as (

    select
        picked.ptm_id,
        {%- for key, values in answers.items() %}
        {%- for column in values %}
        picked.{{ key }}_answer.{{ column }},
        {%- endfor %}
        {%- endfor %}
        picked.tags_observed_at,
        picked.card_observed_at,
        picked.base_models_observed_at,
        picked.observed_at
    from picked

)

select * from attributes
