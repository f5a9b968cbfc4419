-- the newest record of each listed Space, its likes, and the newest record that could
-- say which PTMs it uses: a key that was not asked for is not a change
with

observations as (

    select * from {{ ref('stg_huggingface__space_observations') }}

),

listings as (

    select listing_id, part_count from {{ ref('stg_huggingface__listings') }}

),

spaces as (

    select space_id, space_name from {{ ref('int_spaces_listed') }}

),

versions as (

    select * from {{ ref('stg_huggingface__space_versions') }}

),

-- a key that no record of a shape has was not answered
shapes as (

    select shape, count(models_json) > 0 as carries_models
    from versions
    group by shape

),

ranked as (

    select
        spaces.space_id,
        spaces.space_name,
        observations.row_hash,
        observations.likes,
        versions.shape,
        row_number() over (
            partition by spaces.space_id
            order by observations.observed_at desc, observations.listing_id
        ) as recency,
        observations.observed_at
    from observations
    inner join listings
        on
            observations.listing_id = listings.listing_id
            -- parts beyond are what a shorter dump of the same moment replaced
            and observations.part <= listings.part_count
    inner join spaces on observations.space_name = spaces.space_name
    inner join versions
        on
            observations.space_name = versions.space_name
            and observations.row_hash = versions.row_hash

),

picked as (

    select
        ranked.space_id,
        ranked.space_name,
        {{ latest_value('ranked.row_hash', 'ranked.recency', 'ranked.recency = 1') }}
            as row_hash,
        {{ latest_value('ranked.row_hash', 'ranked.recency', 'shapes.carries_models') }}
            as models_row_hash,
        {{ latest_value('ranked.likes', 'ranked.recency', 'ranked.likes is not null') }}
            as likes,
        {{ latest_value(
            'ranked.observed_at', 'ranked.recency', 'shapes.carries_models'
        ) }} as models_observed_at,
        max(ranked.observed_at) as observed_at
    from ranked
    inner join shapes on ranked.shape = shapes.shape
    group by ranked.space_id, ranked.space_name

),

latest as (

    select
        picked.space_id,
        picked.space_name,
        versions.title,
        versions.sdk,
        versions.stage,
        versions.hardware,
        versions.gating,
        picked.models_row_hash,
        picked.likes,
        versions.is_disabled,
        versions.created_at,
        versions.last_modified_at,
        picked.models_observed_at,
        picked.observed_at
    from picked
    inner join versions
        on
            picked.space_name = versions.space_name
            and picked.row_hash = versions.row_hash

)

select * from latest
