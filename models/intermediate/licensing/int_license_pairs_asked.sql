-- the distinct pairs that mappings ask about: verdicts are given once a pair, not once
-- a mapping
select distinct
    ptm_keys.license_key as upstream_license_key,
    repository_keys.license_key as downstream_license_key
from {{ ref('int_mappings_resolved') }} as mappings
inner join {{ ref('int_ptm_license_keys') }} as ptm_keys
    on mappings.ptm_id = ptm_keys.ptm_id
inner join {{ ref('int_repository_license_keys') }} as repository_keys
    on mappings.repository_id = repository_keys.repository_id
