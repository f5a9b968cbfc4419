select ptm_id, count(distinct repository_id) as repository_count
from {{ ref('int_mappings_resolved') }}
group by ptm_id
