with

names as (

    select
        call_site_id,
        resolved_name,
        ptm_id,
        name_resolution,
        name_position
    from {{ ref('int_reuse_calls_resolved') }}

),

final as (

    select
        {{ surrogate_key(['call_site_id', 'resolved_name']) }} as call_site_ptm_key,
        call_site_id,
        ptm_id,
        resolved_name,
        name_resolution,
        name_position
    from names

)

select * from final
