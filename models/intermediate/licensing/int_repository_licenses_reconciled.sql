-- the readings of all lists, as one: equal, one refines the other, or in conflict
with

repositories as (

    select repository_id from {{ ref('int_repositories_identified') }}

),

read as (

    select
        repository_id,
        {{ string_agg_distinct('source_name', ', ') }} as license_sources,
        {{ string_agg_distinct('license_raw', ', ') }} as license_raw,
        max(observed_at) as observed_at
    from {{ ref('int_repository_licenses_read') }}
    group by repository_id

),

members as (

    select
        repository_id,
        count(*) as license_count,
        max(license_id) as license_id,
        {{ string_agg_ordered(
            "coalesce(license_id, 'NOASSERTION')", ' AND ', 'member_key'
        ) }}
            as license_expression,
        {{ string_agg_distinct('license_mapping_method', '; ') }}
            as license_mapping_method,
        max(case when is_ambiguous then 1 else 0 end) = 1 as has_ambiguous,
        -- several lists name licenses, and no license is named by two of them
        min(first_source_name) != max(last_source_name) and max(source_count) = 1
            as has_conflict
    from {{ ref('int_repository_license_members') }}
    group by repository_id

),

reconciled as (

    select
        repositories.repository_id,
        read.license_raw,
        members.license_expression,
        case when members.license_count = 1 then members.license_id end as license_id,
        case
            when read.repository_id is null then 'not_collected'
            when members.license_count is null then 'none'
            when members.has_ambiguous then 'ambiguous'
            when members.has_conflict then 'conflicting'
            else 'declared'
        end as license_status,
        read.license_sources,
        members.license_mapping_method,
        coalesce(members.license_count, 0) as license_count,
        read.observed_at
    from repositories
    left join read on repositories.repository_id = read.repository_id
    left join members on repositories.repository_id = members.repository_id

)

select * from reconciled
