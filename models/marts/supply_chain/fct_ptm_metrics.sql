select
    {{ surrogate_key(['ptm_id', 'listing_id']) }} as ptm_metric_key,
    ptm_id,
    listing_id,
    downloads_30d,
    downloads_all_time,
    likes,
    trending_score,
    observed_at
from {{ ref('int_ptm_sightings_keyed') }}
