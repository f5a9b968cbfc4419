with

switches as (

    select
        ptm_id,
        replaced_by_ptm_id,
        repository_id,
        duration_days,
        removed_at
    from {{ ref('fct_reuse_intervals') }}
    where replaced_by_ptm_id is not null

),

departures as (

    select ptm_id, count(distinct repository_id) as leaving_repository_count
    from {{ ref('fct_reuse_intervals') }}
    where removed_at is not null and ending != 'moved'
    group by ptm_id

),

counted as (

    select
        ptm_id,
        replaced_by_ptm_id,
        count(distinct repository_id) as repository_count,
        count(*) as switch_count,
        cast(median(duration_days) as double) as duration_days_median,
        min(removed_at) as first_switched_at,
        max(removed_at) as last_switched_at
    from switches
    group by ptm_id, replaced_by_ptm_id

),

final as (

    select
        {{ surrogate_key(['counted.ptm_id', 'counted.replaced_by_ptm_id']) }}
            as switch_key,
        counted.ptm_id,
        counted.replaced_by_ptm_id,
        counted.repository_count,
        counted.switch_count,
        counted.duration_days_median,
        {{ share_pct(
            'counted.repository_count', 'departures.leaving_repository_count'
        ) }}
            as share_pct,
        counted.first_switched_at,
        counted.last_switched_at
    from counted
    inner join departures on counted.ptm_id = departures.ptm_id

)

select * from final
