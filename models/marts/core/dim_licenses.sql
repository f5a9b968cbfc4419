select
    license_id,
    name,
    category,
    license_group,
    ai_family,
    commercial_use,
    copyleft,
    source,
    source_version,
    has_use_restrictions,
    must_keep_terms,
    derivatives_allowed as is_derivatives_allowed,
    is_share_alike,
    is_family,
    is_ambiguous,
    is_verified
from {{ ref('license_terms') }}
