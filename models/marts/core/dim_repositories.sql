with

repositories as (

    select * from {{ ref('int_repositories_identified') }}

),

licenses as (

    select * from {{ ref('int_repository_licenses_reconciled') }}

),

ptm_counts as (

    select repository_id, ptm_count from {{ ref('int_repository_ptms_counted') }}

),

final as (

    select
        repositories.repository_id,
        repositories.host,
        repositories.owner,
        repositories.name,
        repositories.full_name,
        case
            when repositories.host = 'github'
                then 'https://github.com/' || repositories.full_name
        end as url,
        cast(null as string) as description,
        cast(null as string) as topics,
        cast(null as string) as primary_language,
        cast(null as string) as default_branch,
        cast(null as string) as head_sha,
        licenses.license_raw,
        licenses.license_expression,
        licenses.license_id,
        licenses.license_status,
        licenses.license_sources,
        cast(null as string) as archive_doi,
        cast(null as bigint) as stars,
        cast(null as bigint) as forks,
        cast(null as bigint) as watchers,
        cast(null as bigint) as release_count,
        case
            when repositories.is_in_mapping_list or repositories.is_scanned
                then coalesce(ptm_counts.ptm_count, 0)
        end as ptm_count,
        cast(null as boolean) as is_fork,
        cast(null as boolean) as is_archived,
        cast(null as boolean) as is_removed,
        cast(null as boolean) as has_readme,
        cast(null as boolean) as has_license_file,
        cast(null as boolean) as has_citation_file,
        cast(null as boolean) as has_codemeta,
        cast(null as boolean) as has_zenodo_file,
        cast(null as timestamp) as created_at,
        cast(null as timestamp) as pushed_at,
        repositories.first_seen_at
    from repositories
    left join licenses on repositories.repository_id = licenses.repository_id
    left join ptm_counts on repositories.repository_id = ptm_counts.repository_id

)

select * from final
