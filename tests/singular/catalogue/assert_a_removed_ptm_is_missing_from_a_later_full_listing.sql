-- from the figures of each listing, not from when a PTM was last seen
with

full_listings as (

    select listing_id, observed_at
    from {{ ref('stg_huggingface__listings') }}
    where entity = 'models' and is_full and is_complete

),

newest_full_listing as (

    select max(observed_at) as observed_at from full_listings

),

last_sightings as (

    select ptm_id, max(observed_at) as observed_at
    from {{ ref('fct_ptm_metrics') }}
    group by ptm_id

),

compared as (

    select
        ptms.ptm_id,
        ptms.is_removed,
        ptms.removed_at,
        last_sightings.observed_at as last_sighted_at,
        newest_full_listing.observed_at as newest_full_listing_at,
        coalesce(last_sightings.observed_at < newest_full_listing.observed_at, false)
            as is_missing
    from {{ ref('dim_ptms') }} as ptms
    inner join last_sightings on ptms.ptm_id = last_sightings.ptm_id
    cross join newest_full_listing

),

contradictions as (

    select * from compared
    where
        is_removed is distinct from is_missing
        or (is_removed and removed_at <= last_sighted_at)
        or (is_removed and removed_at > newest_full_listing_at)

)

select * from contradictions
