select
    item_key as dataset_key,
    {{ dataset_id('hub_name') }} as dataset_id,
    hub_name as dataset_name,
    first_seen_at,
    last_seen_at
from {{ ref('int_hub_items_listed') }}
where entity = 'datasets'
