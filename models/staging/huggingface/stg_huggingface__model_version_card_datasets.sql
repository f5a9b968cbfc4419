select
    versions.ptm_name,
    versions.row_hash,
    elements.dataset_name,
    elements.position
from {{ ref('stg_huggingface__model_versions') }} as versions
{{ unnest_strings(json_strings('versions.card_datasets_json'), 'dataset_name', 'position') }}
