-- one row for each name of a call: which PTM it is, and where the call stands
with

calls as (

    select * from {{ ref('int_reuse_calls_named') }}

),

names as (

    select hub, observed_name, ptm_id, name_resolution
    from {{ ref('int_reuse_names_resolved') }}

),

scans as (

    select scan_id, repository_id, is_newest_scan, observed_at
    from {{ ref('int_reuse_scans_identified') }}

),

files as (

    select scan_id, path, is_test_path, is_vendored_path
    from {{ ref('stg_reuse__files') }}

),

revision_kinds as (

    select revision_kind, is_pinned from {{ ref('revision_kinds') }}

),

resolved as (

    select
        calls.call_site_id,
        scans.repository_id,
        names.ptm_id,
        calls.path,
        calls.resolved_name,
        names.name_resolution,
        calls.certainty,
        calls.name_position,
        case
            when calls.revision is null and calls.revision_kind is null then false
            else revision_kinds.is_pinned
        end as is_revision_pinned,
        coalesce(files.is_test_path, false) as is_test_path,
        coalesce(files.is_vendored_path, false) as is_vendored_path,
        scans.is_newest_scan,
        scans.observed_at
    from calls
    inner join scans on calls.scan_id = scans.scan_id
    inner join names
        on calls.hub = names.hub and calls.resolved_name = names.observed_name
    left join files on calls.scan_id = files.scan_id and calls.path = files.path
    left join revision_kinds on calls.revision_kind = revision_kinds.revision_kind

)

select * from resolved
