-- who says that a repository uses a PTM: published lists, and our own look at its code.
-- A list states it; code may be given another PTM where the name is a default only
select
    ptm_id,
    repository_id,
    source_name,
    observed_name,
    name_resolution,
    'sure' as certainty,
    first_seen_at,
    observed_at
from {{ ref('int_published_mappings_resolved') }}

union all

select
    ptm_id,
    repository_id,
    'scanner' as source_name,
    observed_name,
    name_resolution,
    certainty,
    first_seen_at,
    observed_at
from {{ ref('int_reuse_mappings_resolved') }}
