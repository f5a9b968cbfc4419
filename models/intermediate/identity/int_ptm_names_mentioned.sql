-- every name of a PTM that stands outside a listing of its hub
with

mappings as (

    select list_id, ptm_name from {{ ref('stg_published__mappings') }}

),

lists as (

    select list_id, observed_at from {{ ref('stg_published__lists') }}

),

seen as (

    select
        mappings.ptm_name as observed_name,
        lists.observed_at as first_seen_at,
        lists.observed_at as last_seen_at
    from mappings
    inner join lists on mappings.list_id = lists.list_id

    union all

    select observed_name, first_seen_at, last_seen_at
    from {{ ref('int_ptm_names_fetched') }}

),

mentioned as (

    select
        observed_name,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from seen
    group by observed_name

)

select * from mentioned
