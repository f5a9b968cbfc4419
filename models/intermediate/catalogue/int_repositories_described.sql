-- GitHub's own facts of a repository in its newest answer, and what became of it since
with

repositories as (

    select
        {{ repository_id('repository_name') }} as repository_id,
        *
    from {{ ref('stg_github__repositories') }}
    -- a name that was given up and taken again is the newer repository's
    qualify
        row_number() over (
            partition by {{ repository_id('repository_name') }}
            order by observed_at desc, created_at desc nulls last, native_id
        ) = 1

),

answered as (

    select
        repository_id,
        status,
        fetched_at
    from {{ ref('int_repository_names_answered') }}
    qualify
        row_number() over (
            partition by repository_id order by fetched_at desc, status, folded_name
        ) = 1

),

topics as (

    select
        native_id,
        {{ string_agg_ordered('topic', ', ', 'position') }} as topics
    from {{ ref('stg_github__repository_topics') }}
    group by native_id

),

files as (

    select * from {{ ref('int_repository_files_summarised') }}

),

archives as (

    select * from {{ ref('int_repository_archives_cited') }}

),

described as (

    select
        coalesce(answered.repository_id, repositories.repository_id) as repository_id,
        repositories.native_id,
        repositories.description,
        topics.topics,
        repositories.primary_language,
        repositories.default_branch,
        repositories.head_sha,
        repositories.parent_name,
        repositories.license_raw,
        archives.archive_doi,
        archives.archive_doi_source,
        files.manifests,
        answered.status as fetch_status,
        repositories.stars,
        repositories.forks,
        repositories.watchers,
        repositories.issue_count,
        repositories.pull_request_count,
        repositories.release_count,
        coalesce(repositories.is_license_told, false) as is_license_told,
        repositories.is_fork,
        repositories.is_archived,
        case
            when answered.status = 'disabled' then true else repositories.is_disabled
        end as is_disabled,
        repositories.is_private,
        repositories.is_empty,
        case
            when answered.status = 'not_found' then true
            when answered.status in ('ok', 'disabled') then false
        end as is_removed,
        files.has_readme,
        files.has_license,
        files.has_citation,
        files.has_codemeta,
        files.has_zenodo,
        files.has_contributing,
        files.has_conduct,
        files.has_changelog,
        files.has_security,
        files.has_manifest,
        files.has_lock,
        files.has_container,
        repositories.created_at,
        repositories.pushed_at,
        repositories.updated_at,
        repositories.observed_at
    from repositories
    full outer join answered on repositories.repository_id = answered.repository_id
    left join topics on repositories.native_id = topics.native_id
    left join files on repositories.native_id = files.native_id
    left join archives on repositories.native_id = archives.native_id

)

select * from described
