select
    entity,
    id as hub_name,
    ref,
    ref_type,
    name as ref_name,
    target_sha
from {{ source('huggingface', 'refs') }}
