with

versions as (

    select space_name, row_hash, {{ json_strings('models_json') }} as models
    from {{ ref('stg_huggingface__space_versions') }}

),

models as (

    select
        versions.space_name,
        versions.row_hash,
        {{ unnest_strings('versions.models', 'ptm_name', 'position') }}
    from versions

)

select * from models
