select
    item,
    endpoint,
    status,
    http_status,
    attempts,
    error,
    answered_name,
    native_id,
    cursor,
    fetched_at
from {{ source('github', 'fetches') }}
