-- an edge is part of a cycle where the child is an ancestor of its own parent
with

edges as (

    select child_ptm_id, parent_ptm_id
    from {{ ref('int_ptm_lineage_joined') }}
    where is_resolved and not is_self_loop

),

ancestors as (

    select child_ptm_id, ancestor_ptm_id from {{ ref('int_ptm_ancestors') }}

),

found as (

    select edges.child_ptm_id, edges.parent_ptm_id
    from edges
    inner join ancestors
        on
            edges.parent_ptm_id = ancestors.child_ptm_id
            and edges.child_ptm_id = ancestors.ancestor_ptm_id

)

select * from found
