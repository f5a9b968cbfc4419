select
    versions.ptm_name,
    versions.row_hash,
    elements.tag,
    elements.position
from {{ ref('stg_huggingface__model_versions') }} as versions
{{ unnest_strings(json_strings('versions.tags_json'), 'tag', 'position') }}
