-- the licenses that count for a PTM. What the hub says counts before what a list said;
-- a `license_name` counts in the place of the tag `other`. Several are an inventory:
-- all apply
with

read as (

    select ptm_id, license_source, scheme, license_raw, observed_at
    from {{ ref('int_ptm_licenses_read') }}

),

normalised as (

    select scheme, license_raw, license_id, mapping_method
    from {{ ref('int_license_values_normalised') }}

),

terms as (

    select license_id, is_ambiguous from {{ ref('license_terms') }}

),

judged as (

    select
        read.ptm_id,
        read.license_source,
        read.license_raw,
        normalised.license_id,
        normalised.mapping_method,
        coalesce(terms.is_ambiguous, true) as is_ambiguous,
        left(read.license_source, 5) = 'list:' as is_from_list,
        read.license_source = 'license_name' as is_license_name,
        read.observed_at
    from read
    inner join normalised
        on
            read.scheme = normalised.scheme
            and read.license_raw = normalised.license_raw
    left join terms on normalised.license_id = terms.license_id

),

with_context as (

    select
        *,
        min(case when is_from_list then 1 else 0 end) over (partition by ptm_id) = 1
            as has_lists_only,
        max(case when is_license_name and not is_ambiguous then 1 else 0 end)
            over (partition by ptm_id)
        = 1 as has_clear_license_name,
        max(
            case
                when lower(license_raw) = 'other' and not is_from_list then 1 else 0
            end
        )
            over (partition by ptm_id)
        = 1 as has_other_tag
    from judged

),

counted as (

    select
        ptm_id,
        license_id,
        coalesce(license_id, 'ambiguous:' || lower(license_raw)) as member_key,
        is_ambiguous,
        {{ string_agg_distinct('license_raw', ', ') }} as license_raw,
        {{ string_agg_distinct('license_source', ', ') }} as license_sources,
        {{ string_agg_distinct('mapping_method', ', ') }} as license_mapping_method,
        max(observed_at) as observed_at
    from with_context
    where
        (not is_from_list or has_lists_only)
        and case
            when is_license_name then has_other_tag and not is_ambiguous
            when lower(license_raw) = 'other' then not has_clear_license_name
            else true
        end
    group by 1, 2, 3, 4

)

select * from counted
