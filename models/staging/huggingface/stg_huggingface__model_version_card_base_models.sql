with

versions as (

    select ptm_name, row_hash, card_base_models_json, card_base_model_relation
    from {{ ref('stg_huggingface__model_versions') }}

),

card_base_models as (

    select
        versions.ptm_name,
        versions.row_hash,
        elements.base_model_name,
        versions.card_base_model_relation,
        elements.position
    from versions
    {{ unnest_strings(
        json_strings('versions.card_base_models_json'), 'base_model_name', 'position'
    ) }}

)

select * from card_base_models
