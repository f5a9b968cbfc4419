-- Kaplan–Meier: how long a repository keeps a PTM, counted over all its files, so that
-- a PTM that moves from one file to another stays
with

intervals as (

    select
        repository_id,
        ptm_id,
        is_censored,
        adopted_at,
        coalesce(removed_at, observed_until_at) as ended_at
    from {{ ref('fct_reuse_intervals') }}

),

-- the latest end of the intervals before
ordered as (

    select
        *,
        max(ended_at) over (
            partition by repository_id, ptm_id
            order by adopted_at, ended_at
            rows between unbounded preceding and 1 preceding
        ) as covered_until_at
    from intervals

),

numbered as (

    select
        *,
        sum(case when adopted_at <= covered_until_at then 0 else 1 end) over (
            partition by repository_id, ptm_id
            order by adopted_at, ended_at
            rows between unbounded preceding and current row
        ) as adoption_number
    from ordered

),

adoptions as (

    select
        repository_id,
        ptm_id,
        greatest(0, {{ days_between('min(adopted_at)', 'max(ended_at)') }})
            as duration_days,
        max(case when is_censored then 1 else 0 end) as is_kept
    from numbered
    group by repository_id, ptm_id, adoption_number

),

ptms as (

    select
        ptm_id,
        coalesce(task, 'unknown') as task,
        coalesce(library, 'unknown') as library
    from {{ ref('dim_ptms') }}

),

strata as (

    select ptms.task, ptms.library, adoptions.duration_days, adoptions.is_kept
    from adoptions
    inner join ptms on adoptions.ptm_id = ptms.ptm_id

    union all

    select 'all' as task, 'all' as library, duration_days, is_kept
    from adoptions

),

days as (

    select
        task,
        library,
        duration_days,
        count(*) as ended_count,
        count(*) filter (where is_kept = 0) as removed_count
    from strata
    group by task, library, duration_days

),

-- those that were looked at for just so long are still at risk on that day
at_risk as (

    select
        *,
        cast(
            sum(ended_count) over (
                partition by task, library
                order by duration_days desc
                rows between unbounded preceding and current row
            ) as bigint
        ) as at_risk_count
    from days

),

steps as (

    select
        *,
        sum(
            case
                when removed_count < at_risk_count
                    then ln(1 - cast(removed_count as double) / at_risk_count)
            end
        ) over (
            partition by task, library
            order by duration_days
            rows between unbounded preceding and current row
        ) as survival_log,
        max(case when removed_count = at_risk_count then 1 else 0 end) over (
            partition by task, library
            order by duration_days
            rows between unbounded preceding and current row
        ) as is_none_left
    from at_risk

),

final as (

    select
        task,
        library,
        duration_days,
        at_risk_count,
        removed_count,
        ended_count - removed_count as censored_count,
        case
            when is_none_left = 1 then cast(0 as double)
            else round(exp(coalesce(survival_log, 0)), 6)
        end as survival_share
    from steps

)

select * from final
