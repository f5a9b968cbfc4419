with

versions as (

    select ptm_name, row_hash, card_licenses_json
    from {{ ref('stg_huggingface__model_versions') }}

),

card_licenses as (

    select
        versions.ptm_name,
        versions.row_hash,
        elements.license_raw,
        elements.position
    from versions
    {{ unnest_strings(
        json_strings('versions.card_licenses_json'), 'license_raw', 'position'
    ) }}

)

select * from card_licenses
