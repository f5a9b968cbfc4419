-- what a pair rule is asked about, for every PTM: its licenses, or why there are none
select
    reconciled.ptm_id,
    coalesce(members.license_id, reconciled.license_status) as license_key
from {{ ref('int_ptm_licenses_reconciled') }} as reconciled
left join {{ ref('int_ptm_license_members') }} as members
    on reconciled.ptm_id = members.ptm_id
