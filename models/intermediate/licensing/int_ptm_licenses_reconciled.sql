with

ptms as (

    select ptm_id from {{ ref('int_ptms_identified') }}

),

taken as (

    select * from {{ ref('int_pytorch_hub_licenses_taken') }}

),

lists as (

    select list_id
    from {{ ref('stg_published__lists') }}
    where is_current and states_licenses

),

-- a list that states licenses looked, also where it states none
listed as (

    select distinct names.ptm_id
    from {{ ref('stg_published__mappings') }} as mappings
    inner join lists on mappings.list_id = lists.list_id
    inner join {{ ref('int_ptm_names_resolved') }} as names
        on mappings.ptm_name = names.observed_name

),

attributes as (

    select ptm_id, tags_row_hash, card_row_hash
    from {{ ref('int_ptm_attributes_picked') }}

),

members as (

    select
        ptm_id,
        count(*) as license_count,
        max(license_id) as license_id,
        {{ string_agg_ordered(
            "coalesce(license_id, 'NOASSERTION')", ' AND ', 'member_key'
        ) }}
            as license_expression,
        {{ string_agg_ordered('license_raw', ', ', 'member_key') }} as license_raw,
        {{ string_agg_distinct('license_sources', '; ') }} as license_sources,
        {{ string_agg_distinct('license_mapping_method', '; ') }}
            as license_mapping_method,
        max(case when is_ambiguous then 1 else 0 end) = 1 as has_ambiguous,
        max(observed_at) as observed_at
    from {{ ref('int_ptm_license_members') }}
    group by ptm_id

),

reconciled as (

    select
        ptms.ptm_id,
        members.license_raw,
        members.license_expression,
        case when members.license_count = 1 then members.license_id end as license_id,
        case
            when members.has_ambiguous then 'ambiguous'
            when members.license_count > 0 then 'declared'
            when attributes.tags_row_hash is not null then 'none'
            when attributes.card_row_hash is not null then 'none'
            when listed.ptm_id is not null then 'none'
            else 'not_collected'
        end as license_status,
        members.license_sources,
        members.license_mapping_method,
        coalesce(members.license_count, 0) as license_count,
        members.observed_at
    from ptms
    left join attributes on ptms.ptm_id = attributes.ptm_id
    left join members on ptms.ptm_id = members.ptm_id
    left join listed on ptms.ptm_id = listed.ptm_id
    left join taken on ptms.ptm_id = taken.ptm_id
    where taken.ptm_id is null

    union all

    select
        ptm_id,
        license_raw,
        license_expression,
        license_id,
        license_status,
        license_sources,
        license_mapping_method,
        license_count,
        observed_at
    from taken

)

select * from reconciled
