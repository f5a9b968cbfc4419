select
    item,
    endpoint,
    status,
    error as error_message,
    http_status,
    attempts as attempt_count,
    fetched_at
from {{ source('reuse', 'fetches') }}
