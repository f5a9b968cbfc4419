-- every place where a PTM's license was read, value by value
with

attributes as (

    select
        ptm_id,
        card_ptm_name,
        card_row_hash,
        card_license_name,
        card_observed_at
    from {{ ref('int_ptm_attributes_picked') }}

),

tags as (

    select ptm_id, {{ text_after('tag', 'license:') }} as license_raw, observed_at
    from {{ ref('int_ptm_tags_current') }}
    where left(tag, 8) = 'license:'

),

card_licenses as (

    select ptm_name, row_hash, license_raw
    from {{ ref('stg_huggingface__model_version_card_licenses') }}

),

mappings as (

    select list_id, ptm_name, license_raw from {{ ref('stg_published__mappings') }}

),

lists as (

    select list_id, source_name, observed_at
    from {{ ref('stg_published__lists') }}
    where is_current and states_licenses

),

ptm_names as (

    select observed_name, ptm_id from {{ ref('int_ptm_names_resolved') }}

),

read as (

    select
        ptm_id,
        'tag' as license_source,
        'huggingface' as scheme,
        license_raw,
        observed_at
    from tags

    union all

    select
        attributes.ptm_id,
        'card' as license_source,
        'huggingface' as scheme,
        card_licenses.license_raw,
        attributes.card_observed_at as observed_at
    from attributes
    inner join card_licenses
        on
            attributes.card_ptm_name = card_licenses.ptm_name
            and attributes.card_row_hash = card_licenses.row_hash

    union all

    select
        ptm_id,
        'license_name' as license_source,
        'huggingface_license_name' as scheme,
        card_license_name as license_raw,
        card_observed_at as observed_at
    from attributes
    where card_license_name is not null

    union all

    select
        ptm_names.ptm_id,
        'list:' || lists.source_name as license_source,
        'huggingface' as scheme,
        mappings.license_raw,
        lists.observed_at
    from mappings
    inner join lists on mappings.list_id = lists.list_id
    inner join ptm_names on mappings.ptm_name = ptm_names.observed_name
    where mappings.license_raw is not null

),

distinct_values as (

    select
        ptm_id,
        license_source,
        scheme,
        trim(license_raw) as license_raw,
        max(observed_at) as observed_at
    from read
    where trim(license_raw) != ''
    group by 1, 2, 3, 4

)

select * from distinct_values
