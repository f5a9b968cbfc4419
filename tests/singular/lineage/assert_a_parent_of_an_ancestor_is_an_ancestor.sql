with

edges as (

    select child_ptm_id, parent_ptm_id
    from {{ ref('fct_ptm_lineage') }}
    where is_resolved and not is_self_loop

),

ancestors as (

    select child_ptm_id, ancestor_ptm_id, depth from {{ ref('int_ptm_ancestors') }}

),

steps as (

    select child_ptm_id, parent_ptm_id as ancestor_ptm_id, 1 as depth
    from edges

    union all

    select
        ancestors.child_ptm_id,
        edges.parent_ptm_id as ancestor_ptm_id,
        ancestors.depth + 1 as depth
    from ancestors
    inner join edges on ancestors.ancestor_ptm_id = edges.child_ptm_id
    where edges.parent_ptm_id != ancestors.child_ptm_id

),

nearest_steps as (

    select child_ptm_id, ancestor_ptm_id, min(depth) as depth
    from steps
    group by child_ptm_id, ancestor_ptm_id

),

differences as (

    select
        ancestors.child_ptm_id,
        ancestors.ancestor_ptm_id,
        ancestors.depth,
        nearest_steps.depth as expected_depth
    from ancestors
    full outer join nearest_steps
        on
            ancestors.child_ptm_id = nearest_steps.child_ptm_id
            and ancestors.ancestor_ptm_id = nearest_steps.ancestor_ptm_id
    where coalesce(ancestors.depth, -1) != coalesce(nearest_steps.depth, -1)

)

select * from differences
