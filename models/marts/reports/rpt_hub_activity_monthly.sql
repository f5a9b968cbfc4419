-- figure 10 of PeaTMOSS counts commits and calls them PTMs: here are both
with

ptms as (

    select ptm_id, coalesce(domain, 'unknown') as domain, created_at
    from {{ ref('dim_ptms') }}

),

commits as (

    select
        ptm_id,
        author_name,
        committed_at,
        cast(date_trunc('month', committed_at) as date) as month_date
    from {{ ref('fct_ptm_commits') }}

),

first_commits as (

    select ptm_id, min(committed_at) as first_commit_at
    from commits
    group by ptm_id

),

-- the Hub dates everything older to 2 March 2022: there the first commit says more
appearances as (

    select
        ptms.domain,
        ptms.created_at,
        case
            when ptms.created_at >= timestamp '2022-03-03 00:00:00'
                then ptms.created_at
            when
                ptms.created_at is null
                or first_commits.first_commit_at < timestamp '2022-03-03 00:00:00'
                then first_commits.first_commit_at
        end as appeared_at
    from ptms
    left join first_commits on ptms.ptm_id = first_commits.ptm_id

),

new_ptms as (

    select
        cast(date_trunc('month', coalesce(appeared_at, created_at)) as date)
            as month_date,
        domain,
        count(appeared_at) as new_ptm_count,
        count(*) - count(appeared_at) as undated_ptm_count
    from appearances
    where coalesce(appeared_at, created_at) is not null
    group by all

),

activity as (

    select
        commits.month_date,
        ptms.domain,
        count(*) as commit_count,
        count(distinct commits.ptm_id) as active_ptm_count,
        count(distinct commits.author_name) as author_count
    from commits
    inner join ptms on commits.ptm_id = ptms.ptm_id
    where commits.month_date is not null
    group by all

),

-- without any commit nobody asked for them, so their number is missing, not zero
asked as (

    select count(*) as dated_commit_count
    from commits
    where month_date is not null

),

months as (

    select month_date, domain from new_ptms
    union distinct
    select month_date, domain from activity

),

final as (

    select
        months.month_date,
        months.domain,
        case
            when asked.dated_commit_count > 0 then coalesce(activity.commit_count, 0)
        end as commit_count,
        case
            when asked.dated_commit_count > 0
                then coalesce(activity.active_ptm_count, 0)
        end as active_ptm_count,
        case
            when asked.dated_commit_count > 0 then coalesce(activity.author_count, 0)
        end as author_count,
        coalesce(new_ptms.new_ptm_count, 0) as new_ptm_count,
        coalesce(new_ptms.undated_ptm_count, 0) as undated_ptm_count
    from months
    left join activity
        on
            months.month_date = activity.month_date
            and months.domain = activity.domain
    left join new_ptms
        on
            months.month_date = new_ptms.month_date
            and months.domain = new_ptms.domain
    cross join asked

)

select * from final
