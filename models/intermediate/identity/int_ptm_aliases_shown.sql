-- names under which a hub showed PTMs. A name that is not current ended, as far as
-- anybody saw, when it was last shown; a PTM that went back to a name had it until it
-- left, and has it from its return on
with

ptms as (

    select ptm_id, ptm_key, ptm_name, is_name_holder from {{ ref('int_ptms_listed') }}

),

names as (

    select
        ptm_name,
        ptm_key,
        max(hub_native_id) as hub_native_id,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at,
        row_number() over (
            partition by ptm_name, ptm_key order by max(last_seen_at) desc
        ) = 1 as is_newest
    from {{ ref('int_ptm_names_keyed') }}
    group by ptm_name, ptm_key, taken_at

),

kinds as (

    select
        names.ptm_name as alias,
        ptms.ptm_id,
        case
            when names.ptm_name != ptms.ptm_name or not names.is_newest then 'renamed'
            when ptms.is_name_holder then 'current'
            else 'reused'
        end as alias_kind,
        'listed by the hub as ' || coalesce(names.hub_native_id, 'a record without id')
            as evidence,
        names.first_seen_at as valid_from,
        names.last_seen_at
    from names
    inner join ptms on names.ptm_key = ptms.ptm_key

),

shown as (

    select
        alias,
        ptm_id,
        alias_kind,
        evidence,
        valid_from,
        case when alias_kind != 'current' then last_seen_at end as valid_to
    from kinds

)

select * from shown
