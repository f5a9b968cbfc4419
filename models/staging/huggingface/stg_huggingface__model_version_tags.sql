with

versions as (

    select ptm_name, row_hash, tags_json
    from {{ ref('stg_huggingface__model_versions') }}

),

tags as (

    select
        versions.ptm_name,
        versions.row_hash,
        elements.tag,
        elements.position
    from versions
    {{ unnest_strings(json_strings('versions.tags_json'), 'tag', 'position') }}

)

select * from tags
