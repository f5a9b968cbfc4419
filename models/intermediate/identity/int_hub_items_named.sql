select
    entity,
    hub_name,
    item_key,
    min(observed_at) as first_seen_at,
    max(observed_at) as last_seen_at
from {{ ref('int_hub_items_keyed') }}
group by entity, hub_name, item_key
