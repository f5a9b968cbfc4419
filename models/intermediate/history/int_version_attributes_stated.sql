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
        trim({{ text_after('tag', 'base_model:') }}) as base_model
    from {{ ref('stg_huggingface__model_version_tags') }}
    where left(tag, 8) = 'license:' or left(tag, 11) = 'base_model:'

),

-- `base_model:quantized:lab/one` names lab/one
named as (

    select
        tags.ptm_name,
        tags.row_hash,
        nullif(tags.license, '') as license,
        coalesce(
            {{ regex_group(
                'tags.base_model', '^(finetune|adapter|quantized|merge):(.*)$', 2
            ) }},
            nullif(tags.base_model, '')
        ) as base_name
    from tags
    inner join compared
        on tags.ptm_name = compared.ptm_name and tags.row_hash = compared.row_hash

),

names_left as (

    select former_name, ptm_name from {{ ref('int_ptm_names_left') }}

),

-- a base PTM that was renamed is the same
tagged as (

    select
        named.ptm_name,
        named.row_hash,
        {{ string_agg_distinct('named.license', ', ') }} as license,
        {{ string_agg_distinct(
            'coalesce(names_left.ptm_name, named.base_name)', ', '
        ) }} as base_ptm
    from named
    left join names_left on named.base_name = names_left.former_name
    group by named.ptm_name, named.row_hash

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
