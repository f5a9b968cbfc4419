-- the scan of the newest commit says what a repository uses now: an older commit may be
-- scanned later
with

scans as (

    select * from {{ ref('stg_reuse__scans') }}

),

repositories as (

    select host, repository_name, repository_id
    from {{ ref('int_reuse_repositories_resolved') }}

),

identified as (

    select
        scans.scan_id,
        repositories.repository_id,
        scans.commit_sha,
        scans.source_kind,
        scans.tool_version,
        scans.signatures_hash,
        scans.seen_file_count,
        scans.matched_file_count,
        scans.parsed_file_count,
        scans.failed_file_count,
        scans.refused_file_count,
        scans.call_site_count,
        row_number() over (
            partition by repositories.repository_id
            order by scans.observed_at desc, scans.completed_at desc, scans.scan_id
        ) = 1 as is_newest_scan,
        scans.committed_at,
        scans.started_at,
        scans.completed_at,
        scans.observed_at
    from scans
    inner join repositories
        on
            scans.host = repositories.host
            and scans.repository_name = repositories.repository_name

)

select * from identified
