-- the same PTMs by each published map; what a map does not name it leaves out
with

tasks as (

    select hub, task, count(*) as ptm_count
    from {{ ref('dim_ptms') }}
    where is_removed is not true and is_known_to_hub and task is not null
    group by hub, task

),

domains as (

    select variant, task, domain from {{ ref('bridge_task_domains') }}

),

grouped as (

    select
        tasks.hub,
        domains.variant,
        domains.domain,
        sum(tasks.ptm_count) as ptm_count
    from tasks
    inner join domains on tasks.task = domains.task
    group by tasks.hub, domains.variant, domains.domain

),

totals as (

    select hub, variant, sum(ptm_count) as ptm_count
    from grouped
    group by hub, variant

),

final as (

    select
        grouped.hub,
        grouped.variant,
        grouped.domain,
        cast(grouped.ptm_count as bigint) as ptm_count,
        {{ share_pct('grouped.ptm_count', 'totals.ptm_count') }} as share_pct
    from grouped
    inner join totals
        on grouped.hub = totals.hub and grouped.variant = totals.variant

)

select * from final
