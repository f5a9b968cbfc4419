-- a list may name one PTM under two names in one repository
select
    {{ surrogate_key(['ptm_id', 'repository_id', 'source_name']) }}
        as mapping_source_key,
    {{ surrogate_key(['ptm_id', 'repository_id']) }} as mapping_id,
    source_name,
    {{ string_agg_distinct('observed_name', ', ') }} as observed_name,
    {{ string_agg_distinct('name_resolution', ', ') }} as name_resolution,
    min(first_seen_at) as first_seen_at,
    max(observed_at) as observed_at
from {{ ref('int_mappings_resolved') }}
group by ptm_id, repository_id, source_name
