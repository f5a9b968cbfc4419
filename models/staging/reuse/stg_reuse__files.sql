select
    {{ surrogate_key(['scan_id', 'path']) }} as reuse_file_key,
    scan_id,
    path,
    blob_sha,
    language,
    status,
    reason,
    vendored_reason,
    size_bytes,
    is_test_path,
    is_vendored_path
from {{ source('reuse', 'files') }}
