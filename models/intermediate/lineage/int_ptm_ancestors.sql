-- pairs and not paths: a merge of merges has more ways up than anybody could store. A
-- walk ends at the first PTM, where it comes back to its child, and in a cycle after as
-- many steps as lead once around: no shortest way has more
with recursive

cycles as (

    select ptm_number, cycle_number, cycle_size from {{ ref('int_ptm_cycles_found') }}

),

edges as (

    select
        edges.child_ptm_id,
        edges.parent_ptm_id,
        edges.child_number,
        edges.parent_number,
        case
            when below.cycle_number = above.cycle_number then above.cycle_size
        end as cycle_size
    from {{ ref('int_ptm_edges_numbered') }} as edges
    left join cycles as below on edges.child_number = below.ptm_number
    left join cycles as above on edges.parent_number = above.ptm_number
    where edges.parent_number is not null

),

walks as (

    select distinct
        child_number,
        parent_number as ancestor_number,
        1 as depth,
        case when cycle_size is null then 0 else 1 end as cycle_step_count
    from edges

    union all

    select distinct
        walks.child_number,
        edges.parent_number as ancestor_number,
        walks.depth + 1 as depth,
        case when edges.cycle_size is null then 0 else walks.cycle_step_count + 1 end
            as cycle_step_count
    from walks
    inner join edges on walks.ancestor_number = edges.child_number
    where
        walks.depth < {{ recursion_limit() }}
        and edges.parent_number != walks.child_number
        and coalesce(walks.cycle_step_count + 1 < edges.cycle_size, true)

),

pairs as (

    select child_number, ancestor_number, min(depth) as depth
    from walks
    group by child_number, ancestor_number

),

children as (

    select distinct child_number, child_ptm_id from edges

),

parents as (

    select distinct parent_number, parent_ptm_id from edges

),

ancestors as (

    select
        children.child_ptm_id,
        parents.parent_ptm_id as ancestor_ptm_id,
        cast(pairs.depth as bigint) as depth
    from pairs
    inner join children on pairs.child_number = children.child_number
    inner join parents on pairs.ancestor_number = parents.parent_number

)

select * from ancestors
