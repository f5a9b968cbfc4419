with

edges as (

    select child_ptm_id, parent_ptm_id, depth, is_self_loop
    from {{ ref('fct_ptm_lineage') }}

),

parents as (

    select
        child_ptm_id as ptm_id,
        max(depth) as depth,
        count(*) filter (where depth is null and not is_self_loop) as endless_count
    from edges
    group by child_ptm_id

),

expected as (

    select
        edges.child_ptm_id,
        edges.parent_ptm_id,
        edges.depth,
        case
            when edges.is_self_loop or parents.endless_count > 0 then null
            else 1 + coalesce(parents.depth, 0)
        end as expected_depth
    from edges
    left join parents on edges.parent_ptm_id = parents.ptm_id

),

differences as (

    select * from expected
    where coalesce(depth, -1) != coalesce(expected_depth, -1)

)

select * from differences
