-- from which version of a file to which a PTM is named in it without a break; two names
-- of one PTM are one
with

versions as (

    select file_version_key, repository_id, path, version_number
    from {{ ref('int_reuse_file_versions_numbered') }}

),

version_names as (

    select file_version_key, resolved_name
    from {{ ref('stg_reuse__file_version_names') }}

),

placed as (

    select resolved_name, hub from {{ ref('int_reuse_file_names_placed') }}

),

names as (

    select hub, observed_name, ptm_id from {{ ref('int_reuse_names_resolved') }}
    where ptm_id is not null

),

presences as (

    select
        versions.repository_id,
        versions.path,
        names.ptm_id,
        versions.version_number
    from versions
    inner join version_names
        on versions.file_version_key = version_names.file_version_key
    inner join placed on version_names.resolved_name = placed.resolved_name
    inner join names
        on placed.hub = names.hub and placed.resolved_name = names.observed_name
    group by all

),

-- versions that follow one another have the same distance to their own count
islands as (

    select
        repository_id,
        path,
        ptm_id,
        version_number,
        version_number - row_number() over (
            partition by repository_id, path, ptm_id order by version_number
        ) as island
    from presences

),

spells as (

    select
        repository_id,
        path,
        ptm_id,
        min(version_number) as first_version_number,
        max(version_number) as last_version_number
    from islands
    group by repository_id, path, ptm_id, island

)

select * from spells
