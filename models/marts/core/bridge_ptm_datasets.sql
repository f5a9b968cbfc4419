-- a PTM may declare one dataset under two names
with

declared as (

    select ptm_id, declared_name, is_tag, is_card, observed_at
    from {{ ref('int_ptm_datasets_declared') }}

),

resolved as (

    select declared_name, dataset_id, name_resolution
    from {{ ref('int_dataset_names_resolved') }}

),

final as (

    select
        {{ surrogate_key(['declared.ptm_id', 'resolved.dataset_id']) }}
            as ptm_dataset_key,
        declared.ptm_id,
        resolved.dataset_id,
        {{ string_agg_distinct('declared.declared_name', ', ') }} as declared_names,
        {{ string_agg_distinct('resolved.name_resolution', ', ') }} as name_resolution,
        max(case when declared.is_tag then 1 else 0 end) = 1 as is_tag,
        max(case when declared.is_card then 1 else 0 end) = 1 as is_card,
        max(declared.observed_at) as _observed_at
    from declared
    inner join resolved on declared.declared_name = resolved.declared_name
    group by declared.ptm_id, resolved.dataset_id

)

select * from final
