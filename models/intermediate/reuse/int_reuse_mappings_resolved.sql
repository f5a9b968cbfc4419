-- what code says of repositories and PTMs, as a mapping list would say it. An older scan
-- says since when, and nothing else
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
            min(
                case
                    when not is_newest_scan then 9
                    when is_vendored_path then 3
                    when certainty = 'sure' then 1
                    else 2
                end
            )
            when 1 then 'sure'
            when 2 then 'default'
            else 'copy'
        end as certainty,
        min(observed_at) as first_seen_at,
        max(case when is_newest_scan then observed_at end) as observed_at
    from calls
    group by ptm_id, repository_id, resolved_name, name_resolution
    having max(case when is_newest_scan then 1 else 0 end) = 1

)

select * from resolved
