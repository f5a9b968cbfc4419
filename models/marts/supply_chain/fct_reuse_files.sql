select
    files.reuse_file_key,
    scans.repository_id,
    files.scan_id,
    files.path,
    files.blob_sha,
    files.language,
    files.status,
    files.reason,
    files.vendored_reason,
    files.size_bytes,
    files.is_test_path,
    files.is_vendored_path,
    scans.is_newest_scan
from {{ ref('stg_reuse__files') }} as files
inner join {{ ref('int_reuse_scans_identified') }} as scans
    on files.scan_id = scans.scan_id
