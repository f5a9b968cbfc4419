with

versions as (

    select
        ptm_name,
        row_hash,
        card_base_model_relation,
        {{ json_strings('card_base_models_json') }} as card_base_models
    from {{ ref('stg_huggingface__model_versions') }}

),

card_base_models as (

    select
        ptm_name,
        row_hash,
        card_base_model_relation,
        {{ unnest_strings('card_base_models', 'base_model_name', 'position') }}
    from versions

)

select * from card_base_models
