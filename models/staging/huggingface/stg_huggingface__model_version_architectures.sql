with

versions as (

    select ptm_name, row_hash, {{ json_strings('architectures_json') }} as architectures
    from {{ ref('stg_huggingface__model_versions') }}

),

architectures as (

    select
        versions.ptm_name,
        versions.row_hash,
        {{ unnest_strings('versions.architectures', 'architecture', 'position') }}
    from versions

)

select * from architectures
