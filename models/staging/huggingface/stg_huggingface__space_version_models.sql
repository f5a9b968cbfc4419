with

versions as (

    select space_name, row_hash, models_json
    from {{ ref('stg_huggingface__space_versions') }}

),

models as (

    select
        versions.space_name,
        versions.row_hash,
        elements.ptm_name,
        elements.position
    from versions
    {{ unnest_strings(json_strings('versions.models_json'), 'ptm_name', 'position') }}

)

select * from models
