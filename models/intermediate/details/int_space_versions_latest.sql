{%- set attributes = {
    'title': 'card',
    'sdk': 'sdk',
    'stage': 'runtime',
    'hardware': 'runtime',
    'gating': 'gating',
    'is_disabled': 'disabled',
    'created_at': 'created_at',
    'last_modified_at': 'last_modified_at',
} -%}
-- each attribute of a Space from the newest sighting whose shape carries it, the PTMs
-- that it uses among them: a key that was not asked for is not a change
with

sightings as (

    select * from {{ ref('int_hub_items_keyed') }}
    where entity = 'spaces'

),

spaces as (

    select space_key, space_id, space_name from {{ ref('int_spaces_listed') }}

),

versions as (

    select * from {{ ref('stg_huggingface__space_versions') }}

),

-- a key that no record of a shape has was not answered
shapes as (

    select
        shape,
        count(models_json) > 0 as carries_models,
        count(title) > 0 as carries_card,
        count(sdk) > 0 as carries_sdk,
        count(coalesce(stage, hardware)) > 0 as carries_runtime,
        count(gating) > 0 as carries_gating,
        count(is_disabled) > 0 as carries_disabled,
        count(created_at) > 0 as carries_created_at,
        count(last_modified_at) > 0 as carries_last_modified_at
    from versions
    group by shape

),

-- of two names that one listing showed, the current one
ranked as (

    select
        spaces.space_id,
        sightings.hub_name,
        sightings.row_hash,
        sightings.shape,
        sightings.likes,
        row_number() over (
            partition by spaces.space_id
            order by
                sightings.observed_at desc,
                case when sightings.hub_name = spaces.space_name then 0 else 1 end,
                sightings.listing_id,
                sightings.hub_name
        ) as recency,
        sightings.observed_at
    from sightings
    inner join spaces on sightings.item_key = spaces.space_key

),

picked as (

    select
        ranked.space_id,
        {{ latest_value('ranked.hub_name', 'ranked.recency', 'shapes.carries_models') }}
            as models_space_name,
        {{ latest_value('ranked.row_hash', 'ranked.recency', 'shapes.carries_models') }}
            as models_row_hash,
        {{ latest_value('ranked.likes', 'ranked.recency', 'ranked.likes is not null') }}
            as likes,
        {%- for attribute, key in attributes.items() %}
        {{ latest_value(
            'versions.' ~ attribute, 'ranked.recency', 'shapes.carries_' ~ key
        ) }} as {{ attribute }},
        {%- endfor %}
        {{ latest_value(
            'ranked.observed_at', 'ranked.recency', 'shapes.carries_models'
        ) }} as models_observed_at,
        max(ranked.observed_at) as observed_at
    from ranked
    inner join versions
        on ranked.hub_name = versions.space_name and ranked.row_hash = versions.row_hash
    inner join shapes on ranked.shape = shapes.shape
    group by ranked.space_id

)

select * from picked
