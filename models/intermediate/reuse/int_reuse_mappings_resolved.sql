-- what code says of repositories and PTMs, as a mapping list would. An older scan says
-- since when, and nothing else
with

calls as (

    select * from {{ ref('int_reuse_calls_resolved') }}
    where ptm_id is not null

),

resolved as (

    select
        ptm_id,
        repository_id,
        resolved_name as observed_name,
        name_resolution,
        case
            when
                count(*) filter (
                    where is_newest_scan
                    and not is_vendored_path
                    and certainty = 'sure'
                ) > 0
                then 'sure'
            when
                count(*) filter (where is_newest_scan and not is_vendored_path) > 0
                then 'default'
            else 'copy'
        end as certainty,
        min(observed_at) as first_seen_at,
        max(case when is_newest_scan then observed_at end) as observed_at
    from calls
    group by ptm_id, repository_id, resolved_name, name_resolution
    having count(*) filter (where is_newest_scan) > 0

)

select * from resolved
