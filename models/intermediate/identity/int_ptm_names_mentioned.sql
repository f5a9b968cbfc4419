-- every name of a PTM that a source mentions without being its hub
with

mappings as (

    select list_id, ptm_name from {{ ref('stg_published__mappings') }}

),

lists as (

    select list_id, observed_at from {{ ref('stg_published__lists') }}

),

mentioned as (

    select
        mappings.ptm_name as observed_name,
        min(lists.observed_at) as first_seen_at,
        max(lists.observed_at) as last_seen_at
    from mappings
    inner join lists on mappings.list_id = lists.list_id
    group by mappings.ptm_name

)

select * from mentioned
