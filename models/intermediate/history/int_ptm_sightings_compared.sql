-- a PTM of which only one version was ever shown has not changed, so most need no look
with

sightings as (

    select ptm_id, ptm_name, row_hash, shape, listing_id, observed_at
    from {{ ref('int_ptm_sightings_keyed') }}

),

varied as (

    select ptm_id
    from sightings
    group by ptm_id
    having min(row_hash) != max(row_hash)

),

compared as (

    select
        sightings.ptm_id,
        sightings.ptm_name,
        sightings.row_hash,
        sightings.shape,
        sightings.listing_id,
        sightings.observed_at
    from sightings
    inner join varied on sightings.ptm_id = varied.ptm_id

)

select * from compared
