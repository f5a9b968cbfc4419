select
    ptm_id,
    evidence,
    position,
    task,
    dataset_id,
    dataset_name,
    dataset_title,
    dataset_config,
    dataset_split,
    metric,
    metric_title,
    value_raw,
    source_url,
    source_title,
    metric_value,
    is_verified,
    observed_at as _observed_at
from {{ ref('int_ptm_evaluations_reported') }}
