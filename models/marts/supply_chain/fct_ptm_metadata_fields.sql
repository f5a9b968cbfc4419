select
    ptm_id,
    has_task,
    has_domain,
    has_library,
    has_framework,
    has_model_type,
    has_license,
    has_dataset,
    has_base_model,
    has_language,
    has_paper,
    has_evaluation,
    has_demo,
    has_parameters,
    has_co2_emissions,
    has_card,
    observed_at as _observed_at
from {{ ref('int_ptm_fields_checked') }}
