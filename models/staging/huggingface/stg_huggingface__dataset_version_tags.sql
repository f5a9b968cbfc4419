with

versions as (

    select dataset_name, row_hash, {{ json_strings('tags_json') }} as tags
    from {{ ref('stg_huggingface__dataset_versions') }}

),

tags as (

    select
        versions.dataset_name,
        versions.row_hash,
        {{ unnest_strings('versions.tags', 'tag', 'position') }}
    from versions

)

select * from tags
