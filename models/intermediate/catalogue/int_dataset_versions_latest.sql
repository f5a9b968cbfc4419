{%- set attributes = {
    'gating': 'gating',
    'is_disabled': 'disabled',
    'created_at': 'created_at',
    'last_modified_at': 'last_modified_at',
} -%}
-- each attribute of a dataset from the newest sighting whose shape carries it, its tags
-- among them: a key that was not asked for is not a change
with

sightings as (

    select * from {{ ref('int_hub_items_keyed') }}
    where entity = 'datasets'

),

datasets as (

    select dataset_key, dataset_id, dataset_name from {{ ref('int_datasets_listed') }}

),

versions as (

    select * from {{ ref('stg_huggingface__dataset_versions') }}

),

-- a key that no record of a shape has was not answered
shapes as (

    select
        shape,
        count(tags_json) > 0 as carries_tags,
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
        datasets.dataset_id,
        sightings.hub_name,
        sightings.row_hash,
        sightings.shape,
        sightings.downloads_30d,
        row_number() over (
            partition by datasets.dataset_id
            order by
                sightings.observed_at desc,
                case when sightings.hub_name = datasets.dataset_name then 0 else 1 end,
                sightings.listing_id,
                sightings.hub_name
        ) as recency,
        sightings.observed_at
    from sightings
    inner join datasets on sightings.item_key = datasets.dataset_key

),

picked as (

    select
        ranked.dataset_id,
        {{ latest_value('ranked.hub_name', 'ranked.recency', 'shapes.carries_tags') }}
            as tags_dataset_name,
        {{ latest_value('ranked.row_hash', 'ranked.recency', 'shapes.carries_tags') }}
            as tags_row_hash,
        {{ latest_value(
            'ranked.downloads_30d', 'ranked.recency', 'ranked.downloads_30d is not null'
        ) }} as downloads_30d,
        {%- for attribute, key in attributes.items() %}
        {{ latest_value(
            'versions.' ~ attribute, 'ranked.recency', 'shapes.carries_' ~ key
        ) }} as {{ attribute }},
        {%- endfor %}
        max(ranked.observed_at) as observed_at
    from ranked
    inner join versions
        on
            ranked.hub_name = versions.dataset_name
            and ranked.row_hash = versions.row_hash
    inner join shapes on ranked.shape = shapes.shape
    group by ranked.dataset_id

)

select * from picked
