select
    list_id,
    downstream_license,
    upstream_license,
    cell
from {{ source('published', 'compatibility_matrix') }}
