with

versions as (

    select dataset_id, tags_dataset_name, tags_row_hash
    from {{ ref('int_dataset_versions_latest') }}

),

version_tags as (

    select dataset_name, row_hash, tag
    from {{ ref('stg_huggingface__dataset_version_tags') }}

),

read as (

    select distinct
        versions.dataset_id,
        trim({{ text_after('version_tags.tag', 'license:') }}) as license_raw
    from versions
    inner join version_tags
        on
            versions.tags_dataset_name = version_tags.dataset_name
            and versions.tags_row_hash = version_tags.row_hash
    where left(version_tags.tag, 8) = 'license:'

)

select * from read
