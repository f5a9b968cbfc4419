select
    entity,
    id as hub_name,
    revision,
    cut_reason,
    file_count,
    total_bytes,
    is_complete,
    taken_at
from {{ source('huggingface', 'snapshots') }}
