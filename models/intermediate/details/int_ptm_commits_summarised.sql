-- zero where the hub was asked and there is none; no row where it was not asked
with

fetches as (

    select ptm_id, hub_name, is_answered
    from {{ ref('int_ptm_fetches_resolved') }}
    where endpoint = 'commits'

),

commits as (

    select hub_name, committed_at
    from {{ ref('stg_huggingface__commits') }}
    where entity = 'models'

),

authors as (

    select hub_name, author_name
    from {{ ref('stg_huggingface__commit_authors') }}
    where entity = 'models'

),

commit_counts as (

    select
        hub_name,
        count(*) as commit_count,
        min(committed_at) as first_commit_at,
        max(committed_at) as last_commit_at
    from commits
    group by hub_name

),

author_counts as (

    select hub_name, count(distinct author_name) as author_count
    from authors
    group by hub_name

),

summarised as (

    select
        fetches.ptm_id,
        coalesce(commit_counts.commit_count, 0) as commit_count,
        coalesce(author_counts.author_count, 0) as author_count,
        commit_counts.first_commit_at,
        commit_counts.last_commit_at
    from fetches
    left join commit_counts on fetches.hub_name = commit_counts.hub_name
    left join author_counts on fetches.hub_name = author_counts.hub_name
    -- a later request that failed leaves what was fetched before
    where fetches.is_answered or commit_counts.commit_count is not null

)

select * from summarised
