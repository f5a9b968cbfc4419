-- what the compared versions state, in words that are the same in every shape. The Hub
-- makes the tags from the card, so the card speaks where tags were not asked for
with

compared as (

    select distinct ptm_name, row_hash from {{ ref('int_ptm_sightings_compared') }}

),

versions as (

    select
        versions.ptm_name,
        versions.row_hash,
        versions.shape,
        versions.task,
        versions.library,
        versions.gating,
        versions.is_disabled,
        versions.card_license_name
    from {{ ref('stg_huggingface__model_versions') }} as versions
    inner join compared
        on
            versions.ptm_name = compared.ptm_name
            and versions.row_hash = compared.row_hash

),

shapes as (

    select shape, carries_tags from {{ ref('int_version_shapes_profiled') }}

),

tags as (

    select
        ptm_name,
        row_hash,
        lower(trim({{ text_after('tag', 'license:') }})) as license,
        trim({{ text_after('tag', 'base_model:') }}) as base_ptm
    from {{ ref('stg_huggingface__model_version_tags') }}
    where left(tag, 8) = 'license:' or left(tag, 11) = 'base_model:'

),

-- `base_model:quantized:lab/one` names lab/one
tagged as (

    select
        compared.ptm_name,
        compared.row_hash,
        {{ string_agg_distinct("nullif(tags.license, '')", ', ') }} as license,
        {{ string_agg_distinct(
            "nullif(case when contains(tags.base_ptm, ':')"
            ~ " then split_part(tags.base_ptm, ':', 2) else tags.base_ptm end, '')",
            ', '
        ) }} as base_ptm
    from compared
    inner join tags
        on compared.ptm_name = tags.ptm_name and compared.row_hash = tags.row_hash
    group by compared.ptm_name, compared.row_hash

),

card_licenses as (

    select
        ptm_name,
        row_hash,
        {{ string_agg_distinct("nullif(lower(trim(license_raw)), '')", ', ') }}
            as license
    from {{ ref('stg_huggingface__model_version_card_licenses') }}
    group by ptm_name, row_hash

),

stated as (

    select
        versions.ptm_name,
        versions.row_hash,
        case
            when shapes.carries_tags then tagged.license else card_licenses.license
        end as license,
        versions.card_license_name as license_name,
        {{ gating_word('versions.gating') }} as gating,
        versions.task,
        versions.library,
        tagged.base_ptm,
        cast(versions.is_disabled as string) as disabled
    from versions
    inner join shapes on versions.shape = shapes.shape
    left join tagged
        on
            versions.ptm_name = tagged.ptm_name
            and versions.row_hash = tagged.row_hash
    left join card_licenses
        on
            versions.ptm_name = card_licenses.ptm_name
            and versions.row_hash = card_licenses.row_hash

)

select * from stated
