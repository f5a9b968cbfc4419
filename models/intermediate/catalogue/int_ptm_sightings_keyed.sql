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
        ptms.ptm_key,
        ptms.ptm_name as current_name,
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

),

-- the few that can stand twice in one listing
named_twice as (

    select ptm_key
    from names
    group by ptm_key
    having min(ptm_name) != max(ptm_name)

),

once as (

    select keyed.*
    from keyed
    left join named_twice on keyed.ptm_key = named_twice.ptm_key
    where named_twice.ptm_key is null

    union all

    select keyed.*
    from keyed
    inner join named_twice on keyed.ptm_key = named_twice.ptm_key
    qualify
        row_number() over (
            partition by keyed.ptm_id, keyed.listing_id
            order by
                case when keyed.ptm_name = keyed.current_name then 0 else 1 end,
                keyed.ptm_name,
                keyed.row_hash
        ) = 1

),

final as (

    select
        ptm_id,
        listing_id,
        ptm_name,
        row_hash,
        shape,
        downloads_30d,
        downloads_all_time,
        likes,
        trending_score,
        observed_at
    from once

)

select * from final
