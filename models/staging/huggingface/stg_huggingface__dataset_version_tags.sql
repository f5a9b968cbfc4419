with

versions as (

    select dataset_name, row_hash, tags_json
    from {{ ref('stg_huggingface__dataset_versions') }}

),

tags as (

    select
        versions.dataset_name,
        versions.row_hash,
        elements.tag,
        elements.position
    from versions
    {{ unnest_strings(json_strings('versions.tags_json'), 'tag', 'position') }}

)

select * from tags
