-- a PTM is no base of itself; null where no listing said what the counted PTMs, or any,
-- were made from
with

ptms as (

    select ptm_id from {{ ref('int_ptms_identified') }}

),

collected as (

    select ptm_id
    from {{ ref('int_ptm_attributes_picked') }}
    where
        tags_row_hash is not null
        or base_models_row_hash is not null
        or card_row_hash is not null

),

collections as (

    select count(*) as collected_count from collected

),

edges as (

    select child_ptm_id, parent_ptm_id
    from {{ ref('int_ptm_lineage_joined') }}
    where not is_self_loop

),

parents as (

    select child_ptm_id as ptm_id, count(*) as base_ptm_count
    from edges
    group by child_ptm_id

),

children as (

    select parent_ptm_id as ptm_id, count(*) as derived_ptm_count
    from edges
    where parent_ptm_id is not null
    group by parent_ptm_id

),

counted as (

    select
        ptms.ptm_id,
        case
            when collected.ptm_id is not null
                then coalesce(parents.base_ptm_count, 0)
        end as base_ptm_count,
        case
            when collections.collected_count > 0
                then coalesce(children.derived_ptm_count, 0)
        end as derived_ptm_count
    from ptms
    cross join collections
    left join collected on ptms.ptm_id = collected.ptm_id
    left join parents on ptms.ptm_id = parents.ptm_id
    left join children on ptms.ptm_id = children.ptm_id

)

select * from counted
