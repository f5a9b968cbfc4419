with

call_sites as (

    select
        library,
        resolution_status,
        has_resolved_name,
        is_vendored_path
    from {{ ref('fct_reuse_call_sites') }}
    where is_newest_scan

),

by_library as (

    select * from call_sites

    union all

    select
        'all' as library,
        resolution_status,
        has_resolved_name,
        is_vendored_path
    from call_sites

),

counted as (

    select
        library,
        resolution_status,
        count(*) as call_site_count,
        count(*) filter (where has_resolved_name) as named_call_site_count,
        count(*) filter (where not is_vendored_path) as own_call_site_count
    from by_library
    group by library, resolution_status

),

with_totals as (

    select
        *,
        sum(call_site_count) over (partition by library) as library_call_site_count,
        sum(own_call_site_count) over (partition by library)
            as library_own_call_site_count
    from counted

),

final as (

    select
        library,
        resolution_status,
        call_site_count,
        named_call_site_count,
        own_call_site_count,
        {{ share_pct('call_site_count', 'library_call_site_count') }} as share_pct,
        {{ share_pct('own_call_site_count', 'library_own_call_site_count') }}
            as own_share_pct
    from with_totals

)

select * from final
