select
    list_id,
    row_number,
    {{ repository_name('repository_name') }} as repository_name,
    licenses_raw
from {{ source('published', 'repository_licenses') }}
