with

versions as (

    select ptm_name, row_hash, card_datasets_json
    from {{ ref('stg_huggingface__model_versions') }}

),

card_datasets as (

    select
        versions.ptm_name,
        versions.row_hash,
        elements.dataset_name,
        elements.position
    from versions
    {{ unnest_strings(
        json_strings('versions.card_datasets_json'), 'dataset_name', 'position'
    ) }}

)

select * from card_datasets
