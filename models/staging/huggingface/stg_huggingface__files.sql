{%- set fields = {
    'xet_hash': {'type': 'string', 'path': 'xetHash'},
    'last_commit_sha': {'type': 'string', 'path': 'lastCommit.id'},
    'antivirus_status': {'type': 'string', 'path': 'securityFileStatus.avScan.status'},
    'pickle_scan_status': {
        'type': 'string', 'path': 'securityFileStatus.pickleImportScan.status'
    },
    'last_committed_at': {'type': 'timestamp', 'path': 'lastCommit.date'},
} -%}

with

files as (

    select
        entity,
        id as hub_name,
        revision,
        path,
        oid as blob_sha,
        lfs_sha256,
        security_status,
        size_bytes,
        lfs_size_bytes,
        {{ json_record('payload', fields) }} as record
    from {{ source('huggingface', 'files') }}

),

parsed as (

    select
        entity,
        hub_name,
        revision,
        path,
        blob_sha,
        lfs_sha256,
        security_status,
        size_bytes,
        lfs_size_bytes,
        {{ record_fields('record', fields) | indent(8) }}
    from files

)

select * from parsed
