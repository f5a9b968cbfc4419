select
    item_key as space_key,
    {{ space_id('hub_name') }} as space_id,
    hub_name as space_name,
    first_seen_at,
    last_seen_at
from {{ ref('int_hub_items_listed') }}
where entity = 'spaces'
