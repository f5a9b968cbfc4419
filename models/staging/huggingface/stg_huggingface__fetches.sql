select
    item,
    endpoint,
    entity,
    status,
    revision,
    etag,
    error as error_message,
    http_status,
    attempts as attempt_count,
    fetched_at
from {{ source('huggingface', 'fetches') }}
