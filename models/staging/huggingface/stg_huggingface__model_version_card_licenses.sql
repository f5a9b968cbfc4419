select
    versions.ptm_name,
    versions.row_hash,
    elements.license_raw,
    elements.position
from {{ ref('stg_huggingface__model_versions') }} as versions
{{ unnest_strings(json_strings('versions.card_licenses_json'), 'license_raw', 'position') }}
