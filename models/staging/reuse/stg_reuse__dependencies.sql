select
    scan_id,
    package_id,
    package_name,
    ecosystem,
    {{ quoted('constraint') }} as version_constraint,
    manifest,
    scope,
    line
from {{ source('reuse', 'dependencies') }}
