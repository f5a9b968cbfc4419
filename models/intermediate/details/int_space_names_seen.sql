-- every name under which a listing showed a Space, and the key of the Space it was
with

observations as (

    select listing_id, space_name, row_hash, part, observed_at
    from {{ ref('stg_huggingface__space_observations') }}

),

listings as (

    select listing_id, part_count from {{ ref('stg_huggingface__listings') }}

),

versions as (

    select space_name, row_hash, hub_native_id
    from {{ ref('stg_huggingface__space_versions') }}

),

names_seen as (

    select
        observations.space_name,
        coalesce(
            versions.hub_native_id,
            {{ surrogate_key(["'huggingface'", 'observations.space_name']) }}
        ) as space_key,
        min(observations.observed_at) as first_seen_at,
        max(observations.observed_at) as last_seen_at
    from observations
    inner join listings
        on
            observations.listing_id = listings.listing_id
            and observations.part <= listings.part_count
    inner join versions
        on
            observations.space_name = versions.space_name
            and observations.row_hash = versions.row_hash
    group by 1, 2

)

select * from names_seen
