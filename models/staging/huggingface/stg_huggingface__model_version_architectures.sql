select
    versions.ptm_name,
    versions.row_hash,
    elements.architecture,
    elements.position
from {{ ref('stg_huggingface__model_versions') }} as versions
{{ unnest_strings(json_strings('versions.architectures_json'), 'architecture', 'position') }}
