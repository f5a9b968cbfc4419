-- what the newest scan of a repository says of its use of a PTM. A use is pinned when
-- every call is: one that is not loads whatever is newest
with

calls as (

    select
        ptm_id,
        repository_id,
        call_site_id,
        path,
        is_revision_pinned,
        is_test_path,
        is_vendored_path
    from {{ ref('int_reuse_calls_resolved') }}
    where ptm_id is not null and is_newest_scan

),

summarised as (

    select
        ptm_id,
        repository_id,
        count(distinct call_site_id) as call_site_count,
        count(distinct path) as file_count,
        case
            when count(*) filter (where not is_revision_pinned) > 0 then false
            when count(*) filter (where is_revision_pinned) = count(*) then true
        end as is_revision_pinned,
        count(*) filter (where not is_test_path) = 0 as is_test_only,
        count(*) filter (where not is_vendored_path) = 0 as is_vendored_only
    from calls
    group by ptm_id, repository_id

)

select * from summarised
