select
    scheme,
    lower(license_raw) as folded_license,
    count(distinct coalesce(license_id, '')) as meaning_count
from {{ ref('int_license_values_normalised') }}
group by 1, 2
having count(distinct coalesce(license_id, '')) > 1
