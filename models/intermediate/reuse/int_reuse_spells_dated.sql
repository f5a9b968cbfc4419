-- a spell ends with the version of the file after its last; one whose file has no later
-- version goes on
with

spells as (

    select * from {{ ref('int_reuse_spells_found') }}

),

versions as (

    select
        repository_id,
        path,
        commit_sha,
        change,
        version_number,
        committed_at
    from {{ ref('int_reuse_file_versions_numbered') }}

),

repositories as (

    select repository_id, observed_until_at
    from {{ ref('int_reuse_repositories_observed') }}

),

dated as (

    select
        spells.repository_id,
        spells.path,
        spells.ptm_id,
        spells.first_version_number,
        spells.last_version_number,
        adoptions.commit_sha as adopted_commit,
        removals.commit_sha as removed_commit,
        removals.change as removing_change,
        removals.commit_sha is null as is_censored,
        adoptions.committed_at as adopted_at,
        removals.committed_at as removed_at,
        repositories.observed_until_at
    from spells
    inner join versions as adoptions
        on
            spells.repository_id = adoptions.repository_id
            and spells.path = adoptions.path
            and spells.first_version_number = adoptions.version_number
    left join versions as removals
        on
            spells.repository_id = removals.repository_id
            and spells.path = removals.path
            and spells.last_version_number + 1 = removals.version_number
    inner join repositories on spells.repository_id = repositories.repository_id

)

select * from dated
