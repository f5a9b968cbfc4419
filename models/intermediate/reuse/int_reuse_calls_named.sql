-- calls and the names that they resolved to, where the way of it names a PTM
with

call_sites as (

    select
        call_site_id,
        scan_id,
        hub,
        path,
        resolution_status,
        revision,
        revision_kind
    from {{ ref('stg_reuse__call_sites') }}

),

names as (

    select call_site_id, resolved_name, name_position
    from {{ ref('stg_reuse__call_site_names') }}

),

statuses as (

    select resolution_status, certainty
    from {{ ref('resolution_statuses') }}
    where names_ptm

),

named as (

    select
        call_sites.call_site_id,
        call_sites.scan_id,
        call_sites.hub,
        call_sites.path,
        names.resolved_name,
        statuses.certainty,
        call_sites.revision,
        call_sites.revision_kind,
        min(names.name_position) as name_position
    from call_sites
    inner join names on call_sites.call_site_id = names.call_site_id
    inner join statuses
        on call_sites.resolution_status = statuses.resolution_status
    group by all

)

select * from named
