-- what a pair rule is asked about, for every repository: its licenses, or why there are
-- none
select
    reconciled.repository_id,
    coalesce(members.license_id, reconciled.license_status) as license_key
from {{ ref('int_repository_licenses_reconciled') }} as reconciled
left join {{ ref('int_repository_license_members') }} as members
    on reconciled.repository_id = members.repository_id
