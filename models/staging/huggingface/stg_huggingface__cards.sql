select
    entity,
    id as hub_name,
    revision,
    text as card_text,
    byte_count as card_bytes,
    is_cut,
    fetched_at
from {{ source('huggingface', 'cards') }}
