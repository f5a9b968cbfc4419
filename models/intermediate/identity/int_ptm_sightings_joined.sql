-- each time a listing showed a PTM, with the version it showed
with

observations as (

    select * from {{ ref('stg_huggingface__model_observations') }}

),

listings as (

    select listing_id, part_count from {{ ref('stg_huggingface__listings') }}

),

versions as (

    select ptm_name, row_hash, hub_native_id, shape
    from {{ ref('stg_huggingface__model_versions') }}

),

joined as (

    select
        observations.listing_id,
        observations.ptm_name,
        observations.row_hash,
        versions.hub_native_id,
        versions.shape,
        observations.downloads_30d,
        observations.downloads_all_time,
        observations.likes,
        observations.trending_score,
        observations.observed_at
    from observations
    inner join listings
        on
            observations.listing_id = listings.listing_id
            -- parts beyond are what a shorter dump of the same moment replaced
            and observations.part <= listings.part_count
    inner join versions
        on
            observations.ptm_name = versions.ptm_name
            and observations.row_hash = versions.row_hash

)

select * from joined
