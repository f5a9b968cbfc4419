select
    ptm_id,
    member_key,
    license_id,
    license_raw,
    license_sources as evidence,
    license_mapping_method,
    is_ambiguous,
    observed_at as _observed_at
from {{ ref('int_ptm_license_members') }}
