-- the versions of each file in the order of its repository's commits. A repository that
-- was read under two names has the history that goes on longer
with

versions as (

    select * from {{ ref('stg_reuse__file_versions') }}

),

repositories as (

    select host, repository_name, repository_id
    from {{ ref('int_reuse_repositories_resolved') }}

),

histories as (

    select
        versions.host,
        versions.repository_name,
        repositories.repository_id,
        max(versions.committed_at) as last_committed_at
    from versions
    inner join repositories
        on
            versions.host = repositories.host
            and versions.repository_name = repositories.repository_name
    group by versions.host, versions.repository_name, repositories.repository_id

),

longest as (

    select host, repository_name, repository_id
    from histories
    qualify
        row_number() over (
            partition by repository_id
            order by last_committed_at desc, repository_name, host
        ) = 1

),

numbered as (

    select
        versions.file_version_key,
        longest.repository_id,
        versions.path,
        versions.commit_sha,
        versions.change,
        row_number() over (
            partition by longest.repository_id, versions.path
            order by versions.position, versions.commit_sha
        ) as version_number,
        versions.committed_at
    from versions
    inner join longest
        on
            versions.host = longest.host
            and versions.repository_name = longest.repository_name

)

select * from numbered
