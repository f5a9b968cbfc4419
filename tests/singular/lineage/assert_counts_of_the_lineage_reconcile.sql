with

counts as (

    select
        coalesce(sum(base_ptm_count), 0) as parents_of_ptms,
        coalesce(sum(derived_ptm_count), 0) as children_of_ptms
    from {{ ref('int_ptm_lineage_counted') }}

),

edges as (

    select
        count(*) as edge_count,
        count(parent_ptm_id) as resolved_edge_count
    from {{ ref('fct_ptm_lineage') }}
    where not is_self_loop

),

differences as (

    select
        counts.parents_of_ptms,
        edges.edge_count,
        counts.children_of_ptms,
        edges.resolved_edge_count
    from counts
    cross join edges
    where
        counts.parents_of_ptms != edges.edge_count
        or counts.children_of_ptms != edges.resolved_edge_count

)

select * from differences
