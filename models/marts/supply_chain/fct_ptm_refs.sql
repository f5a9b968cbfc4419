with

refs as (

    select * from {{ ref('stg_huggingface__refs') }}
    where entity = 'models'

),

ptms as (

    select ptm_id, hub_name, fetched_at
    from {{ ref('int_ptm_fetches_resolved') }}
    where endpoint = 'refs'

),

final as (

    select
        ptms.ptm_id,
        refs.ref,
        refs.ref_type,
        refs.ref_name,
        refs.target_sha,
        ptms.fetched_at as _observed_at
    from refs
    inner join ptms on refs.hub_name = ptms.hub_name

)

select * from final
