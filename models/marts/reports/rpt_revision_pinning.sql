-- calls that name a PTM, in code of the repository's own: copies of libraries pin what
-- their makers chose
with

call_sites as (

    select
        library,
        repository_id,
        revision_kind,
        is_revision_pinned,
        trusts_remote_code
    from {{ ref('fct_reuse_call_sites') }}
    where is_newest_scan and has_resolved_name and not is_vendored_path

),

by_library as (

    select * from call_sites

    union all

    select
        'all' as library,
        repository_id,
        revision_kind,
        is_revision_pinned,
        trusts_remote_code
    from call_sites

),

counted as (

    select
        library,
        count(*) as call_site_count,
        count(distinct repository_id) as repository_count,
        count(distinct case when is_revision_pinned then repository_id end)
            as pinning_repository_count,
        count(*) filter (where revision_kind = 'commit') as commit_count,
        count(*) filter (where revision_kind = 'tag') as tag_count,
        count(*) filter (where revision_kind = 'branch') as branch_count,
        count(*) filter (where revision_kind = 'unknown') as unknown_count,
        count(*) filter (where revision_kind is null) as unstated_count,
        count(*) filter (where is_revision_pinned) as pinned_count,
        count(*) filter (where trusts_remote_code) as remote_code_count,
        count(*) filter (where trusts_remote_code and is_revision_pinned is not true)
            as unpinned_remote_code_count
    from by_library
    group by library

),

final as (

    select
        library,
        call_site_count,
        repository_count,
        pinning_repository_count,
        commit_count,
        tag_count,
        branch_count,
        unknown_count,
        unstated_count,
        pinned_count,
        remote_code_count,
        unpinned_remote_code_count,
        {{ share_pct('pinned_count', 'call_site_count') }} as pinned_pct
    from counted

)

select * from final
