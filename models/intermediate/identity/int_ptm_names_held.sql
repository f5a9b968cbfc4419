-- since when and until when a PTM was seen to have a name, among listings that carry
-- the hub's id. A PTM that was called otherwise in between, or whose name another PTM
-- had in between, has had the name twice
with

sightings as (

    select ptm_name, hub_native_id, observed_at
    from {{ ref('int_ptm_sightings_joined') }}

),

names_seen as (

    select ptm_name, hub_native_id, first_seen_at, last_seen_at
    from {{ ref('int_ptm_names_seen') }}
    where hub_native_id is not null

),

shared_names as (

    select ptm_name from names_seen
    group by ptm_name
    having count(*) > 1

),

shared_ids as (

    select hub_native_id from names_seen
    group by hub_native_id
    having count(*) > 1

),

-- the few pairs that something may have come between
contested as (

    select names_seen.ptm_name, names_seen.hub_native_id
    from names_seen
    left join shared_names on names_seen.ptm_name = shared_names.ptm_name
    left join shared_ids on names_seen.hub_native_id = shared_ids.hub_native_id
    where shared_names.ptm_name is not null or shared_ids.hub_native_id is not null

),

own as (

    select sightings.ptm_name, sightings.hub_native_id, sightings.observed_at
    from sightings
    inner join contested
        on
            sightings.ptm_name = contested.ptm_name
            and sightings.hub_native_id = contested.hub_native_id

),

-- what came between: the name with another id, or the id under another name
events as (

    select ptm_name, hub_native_id, observed_at, 0 as is_other
    from own

    union all

    select contested.ptm_name, contested.hub_native_id, own.observed_at, 1 as is_other
    from contested
    inner join own
        on
            contested.ptm_name = own.ptm_name
            and contested.hub_native_id != own.hub_native_id

    union all

    select contested.ptm_name, contested.hub_native_id, own.observed_at, 1 as is_other
    from contested
    inner join own
        on
            contested.hub_native_id = own.hub_native_id
            and contested.ptm_name != own.ptm_name

),

-- a PTM that one listing showed under two names has both
moments as (

    select ptm_name, hub_native_id, observed_at, min(is_other) as is_other
    from events
    group by ptm_name, hub_native_id, observed_at

),

interrupted as (

    select
        ptm_name,
        hub_native_id,
        observed_at,
        is_other,
        sum(is_other) over (
            partition by ptm_name, hub_native_id
            order by observed_at
        ) as interruption_count
    from moments

),

spells as (

    select
        ptm_name,
        hub_native_id,
        min(observed_at) as first_seen_at,
        max(observed_at) as last_seen_at
    from interrupted
    where is_other = 0
    group by ptm_name, hub_native_id, interruption_count

),

held as (

    select
        names_seen.ptm_name,
        names_seen.hub_native_id,
        coalesce(spells.first_seen_at, names_seen.first_seen_at) as first_seen_at,
        coalesce(spells.last_seen_at, names_seen.last_seen_at) as last_seen_at
    from names_seen
    left join spells
        on
            names_seen.ptm_name = spells.ptm_name
            and names_seen.hub_native_id = spells.hub_native_id

)

select * from held
