-- pairs and not paths: a merge of merges has more ways up than anybody could store. A
-- walk ends where it comes back to its child; one that meets a cycle further up goes
-- round until the limit, which lies below the hundred levels that Spark allows
with recursive

edges as (

    select child_ptm_id, parent_ptm_id, child_number, parent_number
    from {{ ref('int_ptm_edges_numbered') }}
    where parent_number is not null

),

walks as (

    select distinct
        child_number,
        parent_number as ancestor_number,
        1 as depth
    from edges

    union all

    select distinct
        walks.child_number,
        edges.parent_number as ancestor_number,
        walks.depth + 1 as depth
    from walks
    inner join edges on walks.ancestor_number = edges.child_number
    where walks.depth < 60 and edges.parent_number != walks.child_number

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
