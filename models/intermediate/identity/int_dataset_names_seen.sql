-- every name under which a listing showed a dataset, and the key of the dataset it was
with

observations as (

    select listing_id, dataset_name, row_hash, part, observed_at
    from {{ ref('stg_huggingface__dataset_observations') }}

),

listings as (

    select listing_id, part_count from {{ ref('stg_huggingface__listings') }}

),

versions as (

    select dataset_name, row_hash, hub_native_id
    from {{ ref('stg_huggingface__dataset_versions') }}

),

names_seen as (

    select
        observations.dataset_name,
        coalesce(
            versions.hub_native_id,
            {{ surrogate_key(["'huggingface'", 'observations.dataset_name']) }}
        ) as dataset_key,
        min(observations.observed_at) as first_seen_at,
        max(observations.observed_at) as last_seen_at
    from observations
    inner join listings
        on
            observations.listing_id = listings.listing_id
            and observations.part <= listings.part_count
    inner join versions
        on
            observations.dataset_name = versions.dataset_name
            and observations.row_hash = versions.row_hash
    group by 1, 2

)

select * from names_seen
