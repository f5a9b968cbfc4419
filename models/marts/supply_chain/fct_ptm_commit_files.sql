with

commit_files as (

    select
        hub_name,
        commit_sha,
        path,
        change,
        old_path,
        lfs_sha256,
        size_bytes,
        {{ file_key('path') }} as file_key,
        {{ file_extension_key('path') }} as extension_key
    from {{ ref('stg_huggingface__commit_files') }}
    where entity = 'models'

),

ptms as (

    select ptm_id, hub_name
    from {{ ref('int_ptm_fetches_resolved') }}
    where endpoint = 'commits'

),

formats as (

    select file_key, file_format, is_weight from {{ ref('file_formats') }}

),

final as (

    select
        ptms.ptm_id,
        commit_files.commit_sha,
        commit_files.path,
        commit_files.change,
        commit_files.old_path,
        commit_files.lfs_sha256,
        coalesce(by_name.file_format, by_extension.file_format) as format,
        commit_files.size_bytes,
        coalesce(by_name.is_weight, by_extension.is_weight) as is_weight
    from commit_files
    inner join ptms on commit_files.hub_name = ptms.hub_name
    left join formats as by_name on commit_files.file_key = by_name.file_key
    left join formats as by_extension
        on commit_files.extension_key = by_extension.file_key

)

select * from final
