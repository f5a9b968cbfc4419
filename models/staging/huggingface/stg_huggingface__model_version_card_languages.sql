with

versions as (

    select
        ptm_name,
        row_hash,
        {{ json_strings('card_languages_json') }} as card_languages
    from {{ ref('stg_huggingface__model_versions') }}

),

card_languages as (

    select
        versions.ptm_name,
        versions.row_hash,
        {{ unnest_strings('versions.card_languages', 'language_raw', 'position') }}
    from versions

)

select * from card_languages
