select
    entity,
    id as hub_name,
    commit_sha,
    path,
    change,
    old_path,
    lfs_sha256,
    size_bytes
from {{ source('huggingface', 'commit_files') }}
