-- a scan is true as of its commit; of what git does not keep, as of the scan
select
    scan_id,
    case
        when host = 'github' then {{ repository_name('repository_name') }}
        else repository_name
    end as repository_name,
    host,
    commit_sha,
    source_kind,
    tool_version,
    signatures_hash,
    files_seen as seen_file_count,
    files_matched as matched_file_count,
    files_parsed as parsed_file_count,
    files_failed as failed_file_count,
    files_refused as refused_file_count,
    call_site_count,
    committed_at,
    started_at,
    completed_at,
    coalesce(committed_at, completed_at) as observed_at
from {{ source('reuse', 'scans') }}
