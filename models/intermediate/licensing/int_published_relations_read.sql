-- the rows of lists that state a license with each mapping, and what the same publisher
-- says of the repository
with

lists as (

    select list_id, source_name, kind, states_licenses
    from {{ ref('stg_published__lists') }}
    where is_current

),

mappings as (

    select list_id, row_number, repository_name, ptm_name, license_raw
    from {{ ref('stg_published__mappings') }}

),

repository_licenses as (

    select
        lists.source_name,
        entries.list_id,
        entries.repository_name,
        entries.licenses_raw
    from {{ ref('stg_published__repository_licenses') }} as entries
    inner join lists on entries.list_id = lists.list_id
    qualify
        row_number() over (
            partition by lists.source_name, entries.repository_name
            order by entries.row_number desc
        ) = 1

),

license_counts as (

    select
        list_id,
        repository_name,
        count(*) as repository_license_count,
        min(license_raw) as repository_license_raw
    from {{ ref('stg_published__repository_license_values') }}
    group by list_id, repository_name

),

relations as (

    select
        lists.source_name as list_name,
        mappings.row_number,
        mappings.repository_name,
        mappings.ptm_name,
        mappings.license_raw,
        repository_licenses.licenses_raw as repository_licenses_raw,
        coalesce(license_counts.repository_license_count, 0) > 1 as is_skipped,
        coalesce(lower(mappings.license_raw), 'no license') as upstream_name,
        coalesce(license_counts.repository_license_raw, 'no license') as downstream_name
    from mappings
    inner join lists
        on mappings.list_id = lists.list_id and lists.states_licenses
    left join repository_licenses
        on
            lists.source_name = repository_licenses.source_name
            and mappings.repository_name = repository_licenses.repository_name
    left join license_counts
        on
            repository_licenses.list_id = license_counts.list_id
            and repository_licenses.repository_name = license_counts.repository_name

)

select * from relations
