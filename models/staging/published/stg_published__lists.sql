-- a list whose content changed is a further edition; the newest is what the list says
-- now
select
    list_id,
    source_name,
    kind,
    file_name,
    file_sha256,
    record_count,
    states_licenses,
    row_number() over (
        partition by source_name, kind
        order by observed_at desc, list_id
    ) = 1 as is_current,
    observed_at
from {{ source('published', 'lists') }}
