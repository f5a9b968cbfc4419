with

edges as (

    select * from {{ ref('int_ptm_lineage_joined') }}

),

cycle_edges as (

    select child_ptm_id, parent_ptm_id from {{ ref('int_ptm_cycle_edges_found') }}

),

generations as (

    select ptm_id, generation_count from {{ ref('int_ptm_generations_counted') }}

),

final as (

    select
        {{ surrogate_key([
            'edges.child_ptm_id', 'edges.parent_ptm_id',
            'case when not edges.is_resolved then edges.parent_name end',
        ]) }} as lineage_key,
        edges.child_ptm_id,
        edges.parent_ptm_id,
        edges.parent_name,
        edges.declared_names,
        edges.name_resolution,
        edges.relation,
        edges.evidence,
        case
            when edges.is_self_loop then null
            when generations.ptm_id is null then 1
            else generations.generation_count + 1
        end as depth,
        edges.is_declared,
        edges.is_hub_resolved,
        edges.is_resolved,
        edges.is_self_loop,
        cycle_edges.child_ptm_id is not null as is_in_cycle
    from edges
    left join cycle_edges
        on
            edges.child_ptm_id = cycle_edges.child_ptm_id
            and edges.parent_ptm_id = cycle_edges.parent_ptm_id
    left join generations on edges.parent_ptm_id = generations.ptm_id

)

select * from final
