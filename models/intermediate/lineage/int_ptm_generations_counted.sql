-- generations above a PTM by its longest way up; a parent that is a mere name is one of
-- them. In a cycle and below one there is no first
with

ancestors as (

    select child_ptm_id, ancestor_ptm_id, greatest_depth
    from {{ ref('int_ptm_ancestors') }}

),

children_of_names as (

    select distinct child_ptm_id
    from {{ ref('int_ptm_lineage_joined') }}
    where not is_resolved

),

cycle_members as (

    select distinct child_ptm_id from {{ ref('int_ptm_cycle_edges_found') }}

),

ways_up as (

    select
        ancestors.child_ptm_id as ptm_id,
        ancestors.greatest_depth
        + case when children_of_names.child_ptm_id is null then 0 else 1 end
            as generation_count,
        cycle_members.child_ptm_id is not null as is_endless
    from ancestors
    left join children_of_names
        on ancestors.ancestor_ptm_id = children_of_names.child_ptm_id
    left join cycle_members on ancestors.ancestor_ptm_id = cycle_members.child_ptm_id

    union all

    select
        child_ptm_id as ptm_id,
        1 as generation_count,
        false as is_endless
    from children_of_names

),

counted as (

    select
        ptm_id,
        case
            when max(case when is_endless then 1 else 0 end) = 0
                then max(generation_count)
        end as generation_count
    from ways_up
    group by ptm_id

)

select * from counted
