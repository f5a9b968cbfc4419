-- a PTM is gone when a completed full listing no longer has it; a partial one removes
-- nothing
with

ptms as (

    select ptm_id, last_seen_at from {{ ref('int_ptms_listed') }}

),

full_listings as (

    select distinct observed_at
    from {{ ref('stg_huggingface__listings') }}
    where entity = 'models' and is_full and is_complete

),

removals as (

    select ptms.ptm_id, min(full_listings.observed_at) as removed_at
    from ptms
    inner join full_listings on ptms.last_seen_at < full_listings.observed_at
    group by ptms.ptm_id

)

select * from removals
