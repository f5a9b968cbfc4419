-- the PTMs that a hub showed, under their current names; a name that was freed and
-- taken by another PTM belongs to the one that has it now
with

names as (

    select ptm_name, ptm_key, hub_native_id, first_seen_at, last_seen_at
    from {{ ref('int_ptm_names_keyed') }}

),

spans as (

    select
        ptm_key,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from names
    group by ptm_key

),

newest_names as (

    select ptm_key, ptm_name, hub_native_id, last_seen_at
    from names
    qualify
        row_number() over (
            partition by ptm_key
            order by
                last_seen_at desc,
                -- the hub gave owners to names that had none, and answers to both
                case when contains(ptm_name, '/') then 0 else 1 end,
                first_seen_at desc,
                ptm_name
        ) = 1

),

holders as (

    select
        ptm_key,
        ptm_name,
        hub_native_id,
        row_number() over (
            partition by ptm_name order by last_seen_at desc, ptm_key
        ) = 1 as is_name_holder
    from newest_names

),

listed as (

    select
        holders.ptm_key,
        {{ ptm_id('holders.ptm_name') }}
        || case
            when holders.is_name_holder then '' else '?native_id=' || holders.ptm_key
        end as ptm_id,
        holders.hub_native_id,
        holders.ptm_name,
        holders.is_name_holder,
        spans.first_seen_at,
        spans.last_seen_at
    from holders
    inner join spans on holders.ptm_key = spans.ptm_key

)

select * from listed
