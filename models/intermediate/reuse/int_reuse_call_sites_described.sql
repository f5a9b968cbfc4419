with

call_sites as (

    select * from {{ ref('stg_reuse__call_sites') }}

),

scans as (

    select scan_id, repository_id, commit_sha, is_newest_scan, observed_at
    from {{ ref('int_reuse_scans_identified') }}

),

files as (

    select scan_id, path, is_test_path, is_vendored_path
    from {{ ref('stg_reuse__files') }}

),

revision_kinds as (

    select revision_kind, is_pinned from {{ ref('revision_kinds') }}

),

statuses as (

    select resolution_status, names_ptm from {{ ref('resolution_statuses') }}

),

packages as (

    select library, package_name from {{ ref('library_packages') }}

),

ptms as (

    select * from {{ ref('int_reuse_call_ptms_summarised') }}

),

described as (

    select
        call_sites.*,
        scans.repository_id,
        scans.commit_sha,
        {{ pypi_package_id('coalesce(packages.package_name, call_sites.library)') }}
            as library_package_id,
        ptms.ptm_id,
        ptms.resolved_name,
        ptms.resolved_names,
        ptms.name_resolution,
        coalesce(ptms.ptm_count, 0) as ptm_count,
        statuses.names_ptm and ptms.call_site_id is not null as has_resolved_name,
        -- what is loaded from a folder has no revision of a hub
        case
            when call_sites.resolution_status = 'local_path' then null
            when call_sites.revision is null and call_sites.revision_kind is null
                then false
            else revision_kinds.is_pinned
        end as is_revision_pinned,
        coalesce(files.is_test_path, false) as is_test_path,
        coalesce(files.is_vendored_path, false) as is_vendored_path,
        scans.is_newest_scan,
        scans.observed_at
    from call_sites
    inner join scans on call_sites.scan_id = scans.scan_id
    left join files
        on call_sites.scan_id = files.scan_id and call_sites.path = files.path
    left join revision_kinds
        on call_sites.revision_kind = revision_kinds.revision_kind
    left join statuses
        on call_sites.resolution_status = statuses.resolution_status
    left join packages on call_sites.library = packages.library
    left join ptms on call_sites.call_site_id = ptms.call_site_id

)

select * from described
