-- a key that was asked for and that no record of the shape has was not answered: a hub
-- that knows less than the Hub, or a dump that left it out, does not say that there is
-- none
select
    shape,
    count(task) > 0 as carries_task,
    count(library) > 0 as carries_library,
    count(head_sha) > 0 as carries_head_sha,
    count(gating) > 0 as carries_gating,
    count(config_json) > 0 as carries_config,
    count(safetensors_json) > 0 as carries_safetensors,
    count(gguf_json) > 0 as carries_gguf,
    count(tags_json) > 0 as carries_tags,
    count(card_json) > 0 as carries_card,
    count(coalesce(evaluations_json, card_evaluations_json)) > 0 as carries_evaluations,
    count(evaluation_files_json) > 0 as carries_evaluation_files,
    count(spaces_json) > 0 as carries_spaces,
    count(base_models_json) > 0 as carries_base_models,
    count(storage_bytes) > 0 as carries_storage,
    count(is_disabled) > 0 as carries_disabled,
    count(created_at) > 0 as carries_created_at,
    count(last_modified_at) > 0 as carries_last_modified_at
from {{ ref('stg_huggingface__model_versions') }}
group by shape
