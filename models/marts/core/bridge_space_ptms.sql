with

named as (

    select space_id, declared_name, observed_at
    from {{ ref('int_space_ptms_named') }}

),

names as (

    select observed_name, ptm_id, name_resolution
    from {{ ref('int_ptm_names_resolved') }}

),

final as (

    select
        named.space_id,
        names.ptm_id,
        {{ string_agg_distinct('named.declared_name', ', ') }} as declared_names,
        {{ string_agg_distinct('names.name_resolution', ', ') }} as name_resolution,
        'list of the hub' as evidence,
        max(named.observed_at) as _observed_at
    from named
    inner join names on named.declared_name = names.observed_name
    group by named.space_id, names.ptm_id

)

select * from final
