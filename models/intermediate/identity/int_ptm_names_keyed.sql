-- a name that was seen with the hub's id and without it is one PTM; where the name had
-- several holders in turn, a sighting without id belongs to the last that had begun by
-- then
with

seen_with_id as (

    select ptm_name, hub_native_id, first_seen_at, last_seen_at
    from {{ ref('int_ptm_names_held') }}

),

sightings_without_id as (

    select ptm_name, observed_at
    from {{ ref('int_ptm_sightings_joined') }}
    where hub_native_id is null

),

-- the first holder is believed to have had the name before it was seen with an id, too
holders as (

    select
        ptm_name,
        hub_native_id,
        first_seen_at,
        row_number() over (
            partition by ptm_name order by first_seen_at, hub_native_id
        ) = 1 as is_first,
        lead(first_seen_at) over (
            partition by ptm_name order by first_seen_at, hub_native_id
        ) as next_first_seen_at
    from seen_with_id

),

seen_without_id as (

    select
        sightings_without_id.ptm_name,
        holders.hub_native_id,
        holders.first_seen_at as taken_at,
        min(sightings_without_id.observed_at) as first_seen_at,
        max(sightings_without_id.observed_at) as last_seen_at
    from sightings_without_id
    left join holders
        on
            sightings_without_id.ptm_name = holders.ptm_name
            and (
                holders.is_first
                or sightings_without_id.observed_at >= holders.first_seen_at
            )
            and (
                holders.next_first_seen_at is null
                or sightings_without_id.observed_at < holders.next_first_seen_at
            )
    group by
        sightings_without_id.ptm_name,
        holders.hub_native_id,
        holders.first_seen_at

),

names_seen as (

    select
        ptm_name,
        hub_native_id as seen_native_id,
        hub_native_id,
        first_seen_at as taken_at,
        first_seen_at,
        last_seen_at
    from seen_with_id

    union all

    select
        ptm_name,
        cast(null as string) as seen_native_id,
        hub_native_id,
        taken_at,
        first_seen_at,
        last_seen_at
    from seen_without_id

),

keyed as (

    select
        ptm_name,
        seen_native_id,
        coalesce(
            hub_native_id,
            {{ surrogate_key(["'huggingface'", 'ptm_name']) }}
        ) as ptm_key,
        hub_native_id,
        taken_at,
        first_seen_at,
        last_seen_at
    from names_seen

)

select * from keyed
