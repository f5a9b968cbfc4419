-- a PTM stands on every level to which a way up leads; the last one counts. In a cycle,
-- and below one, there is no first generation
with recursive

edges as (

    select child_ptm_id, child_number, parent_number
    from {{ ref('int_ptm_edges_numbered') }}

),

cycle_ptms as (

    select distinct child_ptm_id as ptm_id from {{ ref('int_ptm_cycle_edges_found') }}

),

endless as (

    select ptm_id from cycle_ptms

    union distinct

    select ancestors.child_ptm_id as ptm_id
    from {{ ref('int_ptm_ancestors') }} as ancestors
    inner join cycle_ptms on ancestors.ancestor_ptm_id = cycle_ptms.ptm_id

),

children as (

    select distinct
        edges.child_number,
        edges.child_ptm_id,
        endless.ptm_id is not null as is_endless
    from edges
    left join endless on edges.child_ptm_id = endless.ptm_id

),

ended_edges as (

    select edges.child_number, edges.parent_number
    from edges
    inner join children on edges.child_number = children.child_number
    where not children.is_endless

),

levels as (

    select distinct child_number as ptm_number, 1 as generation_count from ended_edges

    union all

    select distinct
        ended_edges.child_number as ptm_number,
        levels.generation_count + 1 as generation_count
    from levels
    inner join ended_edges on levels.ptm_number = ended_edges.parent_number
    where levels.generation_count < {{ recursion_limit() }}

),

last_levels as (

    select
        ptm_number,
        cast(nullif(max(generation_count), {{ recursion_limit() }}) as bigint)
            as generation_count
    from levels
    group by ptm_number

),

counted as (

    select children.child_ptm_id as ptm_id, last_levels.generation_count
    from children
    left join last_levels on children.child_number = last_levels.ptm_number

)

select * from counted
