-- every name of a PTM that stands outside a listing of its hub
with

mappings as (

    select list_id, ptm_name from {{ ref('stg_published__mappings') }}

),

lists as (

    select list_id, observed_at from {{ ref('stg_published__lists') }}

),

parents as (

    select parent_name, first_seen_at, last_seen_at
    from {{ ref('int_ptm_parents_mentioned') }}

),

mentions as (

    select
        mappings.ptm_name as observed_name,
        'a published list' as mentioned_by,
        true as makes_ptm,
        lists.observed_at as first_seen_at,
        lists.observed_at as last_seen_at
    from mappings
    inner join lists on mappings.list_id = lists.list_id

    union all

    select
        parent_name as observed_name,
        'the record of another PTM' as mentioned_by,
        false as makes_ptm,
        first_seen_at,
        last_seen_at
    from parents

    union all

    select
        observed_name,
        mentioned_by,
        true as makes_ptm,
        first_seen_at,
        last_seen_at
    from {{ ref('int_ptm_names_fetched') }}

    union all

    select
        observed_name,
        'code' as mentioned_by,
        true as makes_ptm,
        first_seen_at,
        last_seen_at
    from {{ ref('int_reuse_names_read') }}
    where hub = 'huggingface'

),

mentioned as (

    select
        observed_name,
        {{ string_agg_distinct('mentioned_by', ', ') }} as mentioned_by,
        max(case when makes_ptm then 1 else 0 end) = 1 as makes_ptm,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from mentions
    group by observed_name

)

select * from mentioned
