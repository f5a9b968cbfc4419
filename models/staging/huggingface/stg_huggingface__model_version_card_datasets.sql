with

versions as (

    select ptm_name, row_hash, {{ json_strings('card_datasets_json') }} as card_datasets
    from {{ ref('stg_huggingface__model_versions') }}

),

card_datasets as (

    select
        versions.ptm_name,
        versions.row_hash,
        {{ unnest_strings('versions.card_datasets', 'dataset_name', 'position') }}
    from versions

)

select * from card_datasets
