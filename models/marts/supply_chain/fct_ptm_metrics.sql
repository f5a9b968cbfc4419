with

sightings as (

    select * from {{ ref('int_ptm_sightings_keyed') }}

),

listings as (

    select listing_id, is_full and is_complete as is_full_listing
    from {{ ref('stg_huggingface__listings') }}

),

final as (

    select
        sightings.ptm_id,
        sightings.listing_id,
        sightings.downloads_30d,
        sightings.downloads_all_time,
        sightings.likes,
        sightings.trending_score,
        listings.is_full_listing,
        sightings.observed_at
    from sightings
    inner join listings on sightings.listing_id = listings.listing_id

)

select * from final
