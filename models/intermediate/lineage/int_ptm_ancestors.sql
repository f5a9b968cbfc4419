-- pairs and not paths: a merge of merges has more ways up than anybody could store. A
-- walk ends where it comes back to its child; one that meets a cycle further up goes round
-- until the limit, which lies below the hundred levels that Spark allows
with recursive

edges as (

    select child_ptm_id, parent_ptm_id
    from {{ ref('int_ptm_lineage_joined') }}
    where is_resolved and not is_self_loop

),

walks as (

    select
        child_ptm_id,
        parent_ptm_id as ancestor_ptm_id,
        1 as depth
    from edges

    union all

    select distinct
        walks.child_ptm_id,
        edges.parent_ptm_id as ancestor_ptm_id,
        walks.depth + 1 as depth
    from walks
    inner join edges on walks.ancestor_ptm_id = edges.child_ptm_id
    where
        walks.depth < 90
        and edges.parent_ptm_id != walks.child_ptm_id

),

ancestors as (

    select
        child_ptm_id,
        ancestor_ptm_id,
        cast(min(depth) as bigint) as depth,
        cast(max(depth) as bigint) as greatest_depth
    from walks
    group by child_ptm_id, ancestor_ptm_id

)

select * from ancestors
