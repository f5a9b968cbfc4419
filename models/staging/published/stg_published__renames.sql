select
    list_id,
    row_number,
    entity,
    old_name,
    new_name
from {{ source('published', 'renames') }}
where old_name != new_name
