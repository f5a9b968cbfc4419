-- GraphQL and REST call the same things by other names
{% set fields = {
    'description': {'type': 'string'},
    'homepage': {'type': 'string', 'path': 'homepageUrl'},
    'homepage_rest': {'type': 'string', 'path': 'homepage'},
    'visibility': {'type': 'string'},
    'lock_reason': {'type': 'string', 'path': 'lockReason'},
    'parent_name': {'type': 'string', 'path': 'parent.nameWithOwner'},
    'parent_name_rest': {'type': 'string', 'path': 'parent.full_name'},
    'language': {'type': 'string', 'path': 'primaryLanguage.name'},
    'language_rest': {'type': 'string', 'path': 'language'},
    'license_key': {'type': 'string', 'path': 'licenseInfo.key'},
    'license_key_rest': {'type': 'string', 'path': 'license.key'},
    'license_spdx': {'type': 'string', 'path': 'licenseInfo.spdxId'},
    'license_spdx_rest': {'type': 'string', 'path': 'license.spdx_id'},
    'branch': {'type': 'string', 'path': 'defaultBranchRef.name'},
    'branch_rest': {'type': 'string', 'path': 'default_branch'},
    'head_sha': {'type': 'string', 'path': 'defaultBranchRef.target.oid'},
    'latest_release_tag': {'type': 'string', 'path': 'latestRelease.tagName'},
    'topics': {'type': 'json', 'path': 'repositoryTopics.nodes'},
    'topics_rest': {'type': 'json', 'path': 'topics'},
    'languages_json': {'type': 'json', 'path': 'languages.edges'},
    'files_json': {'type': 'json', 'path': 'files.entries'},
    'citation_text': {'type': 'string', 'path': 'citation.text'},
    'codemeta_text': {'type': 'string', 'path': 'codemeta.text'},
    'zenodo_text': {'type': 'string', 'path': 'zenodo.text'},
    'readme_text': {'type': 'string', 'path': 'readme.text'},
    'stars': {'type': 'bigint', 'path': 'stargazerCount'},
    'stars_rest': {'type': 'bigint', 'path': 'stargazers_count'},
    'forks': {'type': 'bigint', 'path': 'forkCount'},
    'forks_rest': {'type': 'bigint', 'path': 'forks_count'},
    'watchers': {'type': 'bigint', 'path': 'watchers.totalCount'},
    'watchers_rest': {'type': 'bigint', 'path': 'subscribers_count'},
    'disk_usage': {'type': 'bigint', 'path': 'diskUsage'},
    'disk_usage_rest': {'type': 'bigint', 'path': 'size'},
    'issue_count': {'type': 'bigint', 'path': 'issues.totalCount'},
    'open_issue_count': {'type': 'bigint', 'path': 'openIssues.totalCount'},
    'pull_request_count': {'type': 'bigint', 'path': 'pullRequests.totalCount'},
    'release_count': {'type': 'bigint', 'path': 'releases.totalCount'},
    'fork': {'type': 'boolean', 'path': 'isFork'},
    'fork_rest': {'type': 'boolean', 'path': 'fork'},
    'archived': {'type': 'boolean', 'path': 'isArchived'},
    'archived_rest': {'type': 'boolean', 'path': 'archived'},
    'disabled': {'type': 'boolean', 'path': 'isDisabled'},
    'disabled_rest': {'type': 'boolean', 'path': 'disabled'},
    'private': {'type': 'boolean', 'path': 'isPrivate'},
    'private_rest': {'type': 'boolean', 'path': 'private'},
    'is_empty': {'type': 'boolean', 'path': 'isEmpty'},
    'is_locked': {'type': 'boolean', 'path': 'isLocked'},
    'created': {'type': 'timestamp', 'path': 'createdAt'},
    'created_rest': {'type': 'timestamp', 'path': 'created_at'},
    'pushed': {'type': 'timestamp', 'path': 'pushedAt'},
    'pushed_rest': {'type': 'timestamp', 'path': 'pushed_at'},
    'updated': {'type': 'timestamp', 'path': 'updatedAt'},
    'updated_rest': {'type': 'timestamp', 'path': 'updated_at'},
    'archived_at': {'type': 'timestamp', 'path': 'archivedAt'},
    'head_committed_at': {
        'type': 'timestamp', 'path': 'defaultBranchRef.target.committedDate'
    },
    'latest_release_at': {'type': 'timestamp', 'path': 'latestRelease.publishedAt'},
} -%}

with

repositories as (

    select
        native_id,
        full_name,
        shape,
        observed_at,
        -- recordings of old answers have no such key at all
        shape = 'graphql' or contains(payload, '"license":') as is_license_told,
        {{ json_record('payload', fields) }} as record
    from {{ source('github', 'repositories') }}

),

parsed as (

    select
        native_id,
        full_name,
        shape,
        observed_at,
        is_license_told,
        {{ record_fields('record', fields) | indent(8) }}
    from repositories

),

named as (

    select
        native_id,
        full_name as repository_name,
        shape,
        description,
        nullif(coalesce(homepage, homepage_rest), '') as homepage,
        lower(visibility) as visibility,
        lower(lock_reason) as lock_reason,
        coalesce(parent_name, parent_name_rest) as parent_name,
        coalesce(language, language_rest) as primary_language,
        coalesce(license_key, license_key_rest) as license_key,
        -- GitHub gives some of the licenses that it knows no SPDX id
        coalesce(
            nullif(license_spdx, ''),
            nullif(license_spdx_rest, ''),
            license_key,
            license_key_rest
        ) as license_raw,
        -- REST names a branch also where there is none yet
        coalesce(branch, branch_rest) as default_branch,
        head_sha,
        latest_release_tag,
        coalesce(topics, topics_rest) as topics_json,
        languages_json,
        files_json,
        citation_text,
        codemeta_text,
        zenodo_text,
        readme_text,
        coalesce(stars, stars_rest) as stars,
        coalesce(forks, forks_rest) as forks,
        coalesce(watchers, watchers_rest) as watchers,
        coalesce(disk_usage, disk_usage_rest) as disk_usage_kb,
        issue_count,
        open_issue_count,
        pull_request_count,
        release_count,
        is_license_told,
        shape = 'graphql' as is_files_told,
        coalesce(fork, fork_rest) as is_fork,
        coalesce(archived, archived_rest) as is_archived,
        coalesce(disabled, disabled_rest) as is_disabled,
        coalesce(private, private_rest) as is_private,
        is_empty,
        is_locked,
        coalesce(created, created_rest) as created_at,
        coalesce(pushed, pushed_rest) as pushed_at,
        coalesce(updated, updated_rest) as updated_at,
        archived_at,
        head_committed_at,
        latest_release_at,
        observed_at
    from parsed

)

select * from named
