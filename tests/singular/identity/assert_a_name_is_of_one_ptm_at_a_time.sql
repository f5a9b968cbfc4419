with

aliases as (

    select hub, alias, alias_kind, valid_from from {{ ref('dim_ptm_aliases') }}

),

shared_beginnings as (

    select hub, alias, valid_from, count(*) as row_count
    from aliases
    group by all
    having count(*) > 1

),

shared_current_names as (

    select hub, alias, max(valid_from) as valid_from, count(*) as row_count
    from aliases
    where alias_kind = 'current'
    group by hub, alias
    having count(*) > 1

),

shared as (

    select * from shared_beginnings
    union all
    select * from shared_current_names

)

select * from shared
