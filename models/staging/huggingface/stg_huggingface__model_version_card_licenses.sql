with

versions as (

    select ptm_name, row_hash, {{ json_strings('card_licenses_json') }} as card_licenses
    from {{ ref('stg_huggingface__model_versions') }}

),

card_licenses as (

    select
        versions.ptm_name,
        versions.row_hash,
        {{ unnest_strings('versions.card_licenses', 'license_raw', 'position') }}
    from versions

)

select * from card_licenses
