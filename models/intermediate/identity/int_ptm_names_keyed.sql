-- a name that was seen with the hub's id and without it is one PTM; where the name had several
-- ids in turn, a sighting without id belongs to the last that had begun by then
with

names_seen as (

    select ptm_name, hub_native_id, first_seen_at, last_seen_at
    from {{ ref('int_ptm_names_seen') }}

),

holders as (

    select ptm_name, hub_native_id, first_seen_at
    from names_seen
    where hub_native_id is not null

),

with_holder as (

    select
        names_seen.ptm_name,
        names_seen.hub_native_id as seen_native_id,
        coalesce(names_seen.hub_native_id, holders.hub_native_id) as hub_native_id,
        names_seen.first_seen_at,
        names_seen.last_seen_at
    from names_seen
    left join holders
        on
            names_seen.ptm_name = holders.ptm_name
            and names_seen.hub_native_id is null
    qualify
        row_number() over (
            partition by names_seen.ptm_name, names_seen.hub_native_id
            order by
                case when holders.first_seen_at <= names_seen.last_seen_at then 0 else 1 end,
                case
                    when holders.first_seen_at <= names_seen.last_seen_at
                        then holders.first_seen_at
                end desc nulls last,
                holders.first_seen_at nulls last,
                holders.hub_native_id nulls last
        ) = 1

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
        first_seen_at,
        last_seen_at
    from with_holder

)

select * from keyed
