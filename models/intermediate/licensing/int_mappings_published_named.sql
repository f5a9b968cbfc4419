-- the licenses of both ends of a mapping as PeaTMOSS would write them
with

mappings as (

    select distinct ptm_id, repository_id from {{ ref('int_mappings_resolved') }}

),

ptm_licenses as (

    select ptm_id, license_id, license_status, license_count
    from {{ ref('int_ptm_licenses_reconciled') }}

),

repository_licenses as (

    select repository_id, license_id, license_status, license_count
    from {{ ref('int_repository_licenses_reconciled') }}

),

named as (

    select
        mappings.ptm_id,
        mappings.repository_id,
        ptm_licenses.license_count > 1 or repository_licenses.license_count > 1
            as is_skipped,
        case
            when ptm_licenses.license_status = 'none' then 'no license'
            else coalesce(lower(ptm_licenses.license_id), 'other')
        end as upstream_name,
        case
            when repository_licenses.license_status = 'none' then 'no license'
            else coalesce(lower(repository_licenses.license_id), 'other')
        end as downstream_name
    from mappings
    inner join ptm_licenses on mappings.ptm_id = ptm_licenses.ptm_id
    inner join
        repository_licenses
        on mappings.repository_id = repository_licenses.repository_id
    where
        ptm_licenses.license_status != 'not_collected'
        and repository_licenses.license_status != 'not_collected'

)

select * from named
