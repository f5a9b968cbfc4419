with

versions as (

    select ptm_name, row_hash, architectures_json
    from {{ ref('stg_huggingface__model_versions') }}

),

architectures as (

    select
        versions.ptm_name,
        versions.row_hash,
        elements.architecture,
        elements.position
    from versions
    {{ unnest_strings(
        json_strings('versions.architectures_json'), 'architecture', 'position'
    ) }}

)

select * from architectures
