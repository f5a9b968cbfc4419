-- what a file is, told by its name: a full name in the seed counts before its ending
with

files as (

    select
        hub_name,
        revision,
        path,
        blob_sha,
        lfs_sha256,
        security_status,
        antivirus_status,
        pickle_scan_status,
        size_bytes,
        {{ file_key('path') }} as file_key,
        {{ file_extension_key('path') }} as extension_key
    from {{ ref('stg_huggingface__files') }}
    where entity = 'models'

),

snapshots as (

    select ptm_id, hub_name, revision, is_newest
    from {{ ref('int_ptm_snapshots_resolved') }}

),

formats as (

    select file_key, file_format, is_weight, is_pickled from {{ ref('file_formats') }}

),

classified as (

    select
        snapshots.ptm_id,
        files.revision,
        files.path,
        files.blob_sha,
        files.lfs_sha256,
        coalesce(by_name.file_format, by_extension.file_format) as file_format,
        files.security_status,
        files.antivirus_status,
        files.pickle_scan_status,
        files.size_bytes,
        coalesce(by_name.is_weight, by_extension.is_weight) as is_weight,
        coalesce(by_name.is_pickled, by_extension.is_pickled) as is_pickled,
        snapshots.is_newest
    from files
    inner join snapshots
        on files.hub_name = snapshots.hub_name and files.revision = snapshots.revision
    left join formats as by_name on files.file_key = by_name.file_key
    left join formats as by_extension on files.extension_key = by_extension.file_key

)

select * from classified
