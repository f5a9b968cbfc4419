with

versions as (

    select ptm_name, row_hash, card_languages_json
    from {{ ref('stg_huggingface__model_versions') }}

),

card_languages as (

    select
        versions.ptm_name,
        versions.row_hash,
        elements.language_raw,
        elements.position
    from versions
    {{ unnest_strings(
        json_strings('versions.card_languages_json'), 'language_raw', 'position'
    ) }}

)

select * from card_languages
