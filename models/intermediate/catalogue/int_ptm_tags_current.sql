with

attributes as (

    select ptm_id, tags_ptm_name, tags_row_hash, tags_observed_at
    from {{ ref('int_ptm_attributes_picked') }}

),

version_tags as (

    select ptm_name, row_hash, tag, position
    from {{ ref('stg_huggingface__model_version_tags') }}

),

tags as (

    select
        attributes.ptm_id,
        version_tags.tag,
        version_tags.position,
        attributes.tags_observed_at as observed_at
    from attributes
    inner join version_tags
        on
            attributes.tags_ptm_name = version_tags.ptm_name
            and attributes.tags_row_hash = version_tags.row_hash

)

select * from tags
