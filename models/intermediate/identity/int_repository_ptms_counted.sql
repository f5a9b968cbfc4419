select repository_id, count(distinct ptm_id) as ptm_count
from {{ ref('int_mappings_resolved') }}
group by repository_id
