-- `reused` is the name of a PTM whose name another has taken
with

ptms as (

    select ptm_id, full_name from {{ ref('dim_ptms') }}

),

own_names as (

    select ptm_id, alias
    from {{ ref('dim_ptm_aliases') }}
    where alias_kind in ('current', 'reused')

),

found as (

    select ptms.ptm_id, ptms.full_name, count(own_names.alias) as alias_count
    from ptms
    left join own_names
        on ptms.ptm_id = own_names.ptm_id and ptms.full_name = own_names.alias
    group by ptms.ptm_id, ptms.full_name

),

not_found as (

    select * from found
    where alias_count != 1

)

select * from not_found
