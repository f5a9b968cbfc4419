-- pages of a listing overlap while the hub changes: the first page that named it stands
select
    listing_id,
    id as space_name,
    row_hash,
    part,
    downloads as downloads_30d,
    downloads_all_time,
    likes,
    trending_score,
    observed_at
from {{ source('huggingface', 'space_observations') }}
qualify row_number() over (partition by listing_id, id order by part) = 1
