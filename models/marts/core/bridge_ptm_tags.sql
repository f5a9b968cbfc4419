select
    ptm_id,
    tag,
    {{ regex_group('tag', '^([a-z_]+):', 1) }} as tag_kind,
    position,
    observed_at as _observed_at
from {{ ref('int_ptm_tags_current') }}
