-- what a pair rule is asked about, for every PTM: its licenses, or why there are none
select
    reconciled.ptm_id,
    coalesce(
        members.license_id, repository_keys.license_key, reconciled.license_status
    )
        as license_key
from {{ ref('int_ptm_licenses_reconciled') }} as reconciled
left join {{ ref('int_ptm_license_members') }} as members
    on reconciled.ptm_id = members.ptm_id
left join {{ ref('int_pytorch_hub_licenses_taken') }} as taken
    on reconciled.ptm_id = taken.ptm_id
left join {{ ref('int_repository_license_keys') }} as repository_keys
    on taken.repository_id = repository_keys.repository_id
