-- one edge for a parent, however often and by whatever names it was said
with

said as (

    select
        ptm_id,
        parent_native_id,
        parent_name,
        source,
        relation,
        is_hub_resolved,
        is_declared,
        is_resolution_collected,
        is_card_collected
    from {{ ref('int_ptm_parents_picked') }}

),

parents as (

    select parent_native_id, parent_name, ptm_id, ptm_name, name_resolution
    from {{ ref('int_ptm_parents_identified') }}

),

resolved as (

    select
        said.*,
        parents.ptm_id as parent_ptm_id,
        parents.ptm_name as parent_ptm_name,
        parents.name_resolution,
        -- a copy of `x` that calls its base model `x` does not mean itself
        parents.name_resolution = 'unqualified' and parents.ptm_id = said.ptm_id
            as is_wrong_guess
    from said
    inner join parents
        on
            said.parent_name = parents.parent_name
            and coalesce(said.parent_native_id, '')
            = coalesce(parents.parent_native_id, '')

),

edges as (

    select
        ptm_id as child_ptm_id,
        case when not is_wrong_guess then parent_ptm_id end as parent_ptm_id,
        case when is_wrong_guess then parent_name else parent_ptm_name end
            as parent_name,
        case when is_wrong_guess then 'not_found' else name_resolution end
            as name_resolution,
        parent_name as said_name,
        source,
        relation,
        is_hub_resolved,
        is_declared,
        is_resolution_collected,
        is_card_collected
    from resolved

),

joined as (

    select
        child_ptm_id,
        parent_ptm_id,
        parent_name,
        {{ string_agg_distinct('case when is_declared then said_name end', ', ') }}
            as declared_names,
        {{ string_agg_distinct('name_resolution', ', ') }} as name_resolution,
        coalesce(
            min(case when source = 'base_models' then relation end),
            min(case when source = 'tag' then relation end),
            min(relation),
            'unknown'
        ) as relation,
        {{ string_agg_distinct('source', ', ') }} as evidence,
        case
            when max(case when is_declared then 1 else 0 end) = 1 then true
            when max(case when is_card_collected then 1 else 0 end) = 1 then false
        end as is_declared,
        case
            when max(case when is_hub_resolved then 1 else 0 end) = 1 then true
            when
                max(case when is_resolution_collected then 1 else 0 end) = 1
                then false
        end as is_hub_resolved,
        parent_ptm_id is not null as is_resolved,
        coalesce(parent_ptm_id = child_ptm_id, false) as is_self_loop
    from edges
    group by child_ptm_id, parent_ptm_id, parent_name

)

select * from joined
