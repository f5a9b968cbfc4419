select
    listing_id,
    source_name,
    endpoint,
    entity,
    scope,
    shape,
    record_count,
    part_count,
    is_full,
    completed_at is not null as is_complete,
    observed_at,
    started_at,
    completed_at
from {{ source('huggingface', 'listings') }}
