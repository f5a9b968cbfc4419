-- what was seen with the hub's id and without it is one; where a name had several
-- holders in turn, a sighting without id belongs to the last that had begun by then
with

sightings as (

    select * from {{ ref('int_hub_items_joined') }}

),

first_sightings as (

    select entity, hub_name, hub_native_id, min(observed_at) as first_seen_at
    from sightings
    where hub_native_id is not null
    group by entity, hub_name, hub_native_id

),

-- the first holder is believed to have had the name before it was seen with an id, too
holders as (

    select
        entity,
        hub_name,
        hub_native_id,
        first_seen_at,
        row_number() over (
            partition by entity, hub_name order by first_seen_at, hub_native_id
        ) = 1 as is_first,
        lead(first_seen_at) over (
            partition by entity, hub_name order by first_seen_at, hub_native_id
        ) as next_first_seen_at
    from first_sightings

),

keyed as (

    select
        sightings.entity,
        sightings.hub_name,
        coalesce(
            sightings.hub_native_id,
            holders.hub_native_id,
            {{ surrogate_key(["'huggingface'", 'sightings.hub_name']) }}
        ) as item_key,
        sightings.listing_id,
        sightings.row_hash,
        sightings.shape,
        sightings.downloads_30d,
        sightings.likes,
        sightings.observed_at
    from sightings
    left join holders
        on
            sightings.entity = holders.entity
            and sightings.hub_name = holders.hub_name
            and sightings.hub_native_id is null
            and (holders.is_first or sightings.observed_at >= holders.first_seen_at)
            and (
                holders.next_first_seen_at is null
                or sightings.observed_at < holders.next_first_seen_at
            )

)

select * from keyed
