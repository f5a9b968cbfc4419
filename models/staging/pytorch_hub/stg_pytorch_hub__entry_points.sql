select
    listing_id,
    card as card_name,
    position,
    repository as repository_name,
    ref,
    entry_point,
    found_in,
    argument
from {{ source('pytorch_hub', 'entry_points') }}
