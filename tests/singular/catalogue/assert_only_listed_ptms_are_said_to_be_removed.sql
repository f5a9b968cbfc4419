select ptm_id, is_known_to_hub, is_removed, removed_at
from {{ ref('dim_ptms') }}
where
    (is_known_to_hub and is_removed is null)
    or (is_known_to_hub is not true and is_removed is not null)
    or (is_removed and removed_at is null)
    or (is_removed is not true and removed_at is not null)
