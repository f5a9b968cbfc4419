-- some lists write a repository as an address
select
    list_id,
    row_number,
    repository_name as repository_name_raw,
    {{ repository_name('repository_name') }} as repository_name,
    ptm_name,
    license_raw
from {{ source('published', 'mappings') }}
