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

-- what only GitHub can say is null until it was asked
facts as (

    select * from {{ ref('int_repositories_described') }}

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
        facts.description,
        facts.topics,
        facts.primary_language,
        facts.default_branch,
        facts.head_sha,
        facts.parent_name,
        licenses.license_raw,
        licenses.license_expression,
        licenses.license_id,
        licenses.license_status,
        licenses.license_sources,
        facts.archive_doi,
        facts.archive_doi_source,
        facts.manifests,
        facts.stars,
        facts.forks,
        facts.watchers,
        facts.issue_count,
        facts.pull_request_count,
        facts.release_count,
        case
            when repositories.is_in_mapping_list or repositories.is_scanned
                then coalesce(ptm_counts.ptm_count, 0)
        end as ptm_count,
        facts.is_fork,
        facts.is_archived,
        facts.is_disabled,
        facts.is_private,
        facts.is_empty,
        facts.is_removed,
        facts.has_readme,
        facts.has_license as has_license_file,
        facts.has_citation as has_citation_file,
        facts.has_codemeta,
        facts.has_zenodo as has_zenodo_file,
        facts.has_contributing as has_contributing_file,
        facts.has_conduct as has_conduct_file,
        facts.has_changelog as has_changelog_file,
        facts.has_security as has_security_file,
        facts.has_manifest as has_manifest_file,
        facts.has_lock as has_lock_file,
        facts.has_container as has_container_file,
        facts.created_at,
        facts.pushed_at,
        facts.updated_at,
        repositories.first_seen_at,
        facts.observed_at as facts_observed_at
    from repositories
    left join licenses on repositories.repository_id = licenses.repository_id
    left join ptm_counts on repositories.repository_id = ptm_counts.repository_id
    left join facts on repositories.repository_id = facts.repository_id

)

select * from final
