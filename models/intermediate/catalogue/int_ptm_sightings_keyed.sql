-- a PTM that one listing showed under two names counts once, by its current one if it
-- can
with

sightings as (

    select * from {{ ref('int_ptm_sightings_joined') }}

),

names as (

    select ptm_name, seen_native_id, ptm_key, first_seen_at, last_seen_at
    from {{ ref('int_ptm_names_keyed') }}

),

ptms as (

    select ptm_key, ptm_id, ptm_name from {{ ref('int_ptms_listed') }}

),

keyed as (

    select
        ptms.ptm_id,
        sightings.listing_id,
        sightings.ptm_name,
        sightings.row_hash,
        sightings.shape,
        sightings.downloads_30d,
        sightings.downloads_all_time,
        sightings.likes,
        sightings.trending_score,
        sightings.observed_at
    from sightings
    inner join names
        on
            sightings.ptm_name = names.ptm_name
            and coalesce(sightings.hub_native_id, '')
            = coalesce(names.seen_native_id, '')
            -- without an id, a name that several PTMs had was each of them in its time
            and sightings.observed_at between names.first_seen_at and names.last_seen_at
    inner join ptms on names.ptm_key = ptms.ptm_key
    qualify
        row_number() over (
            partition by ptms.ptm_id, sightings.listing_id
            order by
                case when sightings.ptm_name = ptms.ptm_name then 0 else 1 end,
                sightings.ptm_name,
                sightings.row_hash
        ) = 1

)

select * from keyed
