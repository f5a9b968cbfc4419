select
    listing_id,
    item,
    endpoint,
    status,
    error,
    fingerprint,
    record_count,
    observed_at,
    fetched_at
from {{ source('pytorch_hub', 'fetches') }}
