{%- set attributes = {
    'task': 'task',
    'library': 'library',
    'head_sha': 'head_sha',
    'gating': 'gating',
    'model_type': 'config',
    'auto_map_json': 'config',
    'card_license_name': 'card',
    'card_license_link': 'card',
    'card_base_model_relation': 'card',
    'safetensors_parameter_count': 'safetensors',
    'gguf_parameter_count': 'gguf',
    'storage_bytes': 'storage',
    'is_disabled': 'disabled',
    'created_at': 'created_at',
    'last_modified_at': 'last_modified_at',
} -%}
{#- the version of which a list is read further down -#}
{%- set lists = [
    'tags', 'card', 'config', 'base_models', 'evaluations', 'evaluation_files',
] -%}
{#- null where nobody asked; hub-stats writes an empty card where there is none -#}
{%- set answers = {
    'has_card': ("coalesce(card_json, '{}') != '{}'", 'card'),
    'has_task': ('task is not null', 'task'),
    'has_library': ('library is not null', 'library'),
    'has_model_type': ('model_type is not null', 'config'),
    'has_parameter_answer': ('safetensors_parameter_count is not null', 'safetensors'),
    'has_spaces': ("coalesce(spaces_json, '[]') != '[]'", 'spaces'),
    'has_evaluations': (
        "coalesce(evaluations_json, card_evaluations_json, '[]') != '[]'", 'evaluations'
    ),
} -%}
{%- set carried = (
    attributes.values() | list + lists + answers.values() | map(attribute=1) | list
) | unique -%}
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

    select ptm_id, ptm_name, row_hash, observed_at
    from sightings
    qualify
        row_number() over (
            partition by ptm_id, shape order by observed_at desc, listing_id
        ) = 1

),

ranked as (

    select
        newest_in_shape.ptm_id,
        newest_in_shape.observed_at,
        row_number() over (
            partition by newest_in_shape.ptm_id
            order by newest_in_shape.observed_at desc, versions.shape
        ) as recency,
        {%- for key in carried %}
        shapes.carries_{{ key }},
        {%- endfor %}
        versions.*
    from newest_in_shape
    inner join versions
        on
            newest_in_shape.ptm_name = versions.ptm_name
            and newest_in_shape.row_hash = versions.row_hash
    inner join shapes on versions.shape = shapes.shape

),

picked as (

    select
        ptm_id,
        {%- for attribute, key in attributes.items() %}
        {{ latest_value(attribute, 'recency', 'carries_' ~ key) }} as {{ attribute }},
        {%- endfor %}
        {%- for key in lists %}
        {{ latest_value('ptm_name', 'recency', 'carries_' ~ key) }}
            as {{ key }}_ptm_name,
        {{ latest_value('row_hash', 'recency', 'carries_' ~ key) }}
            as {{ key }}_row_hash,
        {%- endfor %}
        {{ latest_value(
            'coalesce(card_co2_emissions_g, card_co2_object_emissions_g)',
            'recency',
            'carries_card'
        ) }} as co2_emissions_g,
        {%- for answer, (expression, key) in answers.items() %}
        {{ latest_value(expression, 'recency', 'carries_' ~ key) }} as {{ answer }},
        {%- endfor %}
        max(case when carries_tags then observed_at end) as tags_observed_at,
        max(case when carries_card then observed_at end) as card_observed_at,
        max(case when carries_base_models then observed_at end)
            as base_models_observed_at,
        max(observed_at) as observed_at
    from ranked
    group by ptm_id

)

select * from picked
