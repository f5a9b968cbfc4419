-- the newest tree of a PTM; one that was cut can say that something is there, and never
-- that nothing is
with

trees as (

    select ptm_id, revision, file_count, total_bytes, is_complete, taken_at
    from {{ ref('int_ptm_snapshots_resolved') }}
    where is_newest

),

-- an empty repository has no commit, so no tree of it was taken
snapshots as (

    select ptm_id, revision, file_count, total_bytes, is_complete, taken_at
    from trees

    union all

    select
        fetches.ptm_id,
        cast(null as string) as revision,
        0 as file_count,
        0 as total_bytes,
        true as is_complete,
        fetches.fetched_at as taken_at
    from {{ ref('int_ptm_fetches_resolved') }} as fetches
    left join trees on fetches.ptm_id = trees.ptm_id
    where
        fetches.endpoint = 'files'
        and fetches.status = 'not_found'
        and fetches.is_answered
        and trees.ptm_id is null

),

files as (

    select * from {{ ref('int_ptm_files_classified') }}
    where is_newest

),

severities as (

    select security_status, severity from {{ ref('file_security_statuses') }}

),

counted as (

    select
        files.ptm_id,
        {{ string_agg_distinct(
            'case when files.is_weight then files.file_format end', ', '
        ) }} as weight_formats,
        max(severities.severity) as worst_severity,
        count(*) filter (where files.is_weight) as weight_file_count,
        count(*) filter (where files.is_weight and not files.is_pickled)
            as safe_weight_file_count,
        count(*) filter (where files.file_format = 'safetensors')
            as safetensors_file_count,
        count(*) filter (where files.file_format = 'python') as code_file_count,
        count(*) filter (where files.security_status = 'unsafe') as unsafe_file_count,
        sum(case when files.is_weight then files.size_bytes end) as weight_bytes
    from files
    left join severities on files.security_status = severities.security_status
    group by files.ptm_id

),

summarised as (

    select
        snapshots.ptm_id,
        snapshots.revision,
        counted.weight_formats,
        -- files that were not seen may be worse than the safe ones that were
        case
            when snapshots.is_complete or counted.worst_severity > 0
                then severities.security_status
        end as security_status,
        case when snapshots.is_complete then snapshots.file_count end as file_count,
        case
            when snapshots.is_complete then coalesce(counted.weight_file_count, 0)
        end as weight_file_count,
        case
            when snapshots.is_complete then coalesce(counted.unsafe_file_count, 0)
        end as unsafe_file_count,
        case when snapshots.is_complete then snapshots.total_bytes end as storage_bytes,
        cast(
            case when snapshots.is_complete then coalesce(counted.weight_bytes, 0) end
            as bigint
        ) as weight_bytes,
        case
            when counted.safetensors_file_count > 0 then true
            when snapshots.is_complete then false
        end as has_safetensors,
        -- null without weights: nothing is pickled, and nothing is not
        case
            when counted.safe_weight_file_count > 0 then false
            when snapshots.is_complete and counted.weight_file_count > 0 then true
        end as has_only_pickled_weights,
        case
            when counted.code_file_count > 0 then true
            when snapshots.is_complete then false
        end as has_python_code,
        snapshots.is_complete,
        snapshots.taken_at
    from snapshots
    left join counted on snapshots.ptm_id = counted.ptm_id
    left join severities on counted.worst_severity = severities.severity

)

select * from summarised
