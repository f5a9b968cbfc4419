select
    ptm_id,
    revision,
    path,
    blob_sha,
    lfs_sha256,
    file_format as format,
    security_status,
    antivirus_status,
    pickle_scan_status,
    size_bytes,
    is_weight,
    is_pickled,
    is_newest
from {{ ref('int_ptm_files_classified') }}
