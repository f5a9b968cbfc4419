with

versions as (

    select ptm_name, row_hash, {{ json_strings('tags_json') }} as tags
    from {{ ref('stg_huggingface__model_versions') }}

),

tags as (

    select
        ptm_name,
        row_hash,
        tags,
        {{ unnest_strings('tags', 'tag', 'position') }}
    from versions

),

-- a tag that stands twice is one tag
first_tags as (

    select
        ptm_name,
        row_hash,
        tag,
        position
    from tags
    where {{ position_in_list('tags', 'tag') }} = position

)

select * from first_tags
