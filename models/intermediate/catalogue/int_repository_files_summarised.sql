-- what lies at the top of a default branch; nothing in a repository that is empty, and
-- nothing is known where the files were not asked for
with

repositories as (

    select native_id from {{ ref('stg_github__repositories') }}
    where is_files_told

),

files as (

    select native_id, file_name from {{ ref('stg_github__repository_files') }}
    where file_type = 'blob'

),

kinds as (

    select file_kind, file_name, is_prefix from {{ ref('repository_file_kinds') }}

),

recognised as (

    select
        files.native_id,
        kinds.file_kind,
        case when kinds.file_kind in ('manifest', 'lock') then files.file_name end
            as manifest_name
    from files
    inner join kinds
        on
            lower(files.file_name) = kinds.file_name
            or (
                kinds.is_prefix
                and left(lower(files.file_name), length(kinds.file_name))
                = kinds.file_name
            )

),

summarised as (

    select
        repositories.native_id,
        {{ string_agg_distinct('recognised.manifest_name', ', ') }} as manifests,
        max(case when recognised.file_kind = 'readme' then 1 else 0 end) = 1
            as has_readme,
        max(case when recognised.file_kind = 'license' then 1 else 0 end) = 1
            as has_license,
        max(case when recognised.file_kind = 'citation' then 1 else 0 end) = 1
            as has_citation,
        max(case when recognised.file_kind = 'codemeta' then 1 else 0 end) = 1
            as has_codemeta,
        max(case when recognised.file_kind = 'zenodo' then 1 else 0 end) = 1
            as has_zenodo,
        max(case when recognised.file_kind = 'contributing' then 1 else 0 end) = 1
            as has_contributing,
        max(case when recognised.file_kind = 'conduct' then 1 else 0 end) = 1
            as has_conduct,
        max(case when recognised.file_kind = 'changelog' then 1 else 0 end) = 1
            as has_changelog,
        max(case when recognised.file_kind = 'security' then 1 else 0 end) = 1
            as has_security,
        max(case when recognised.file_kind = 'manifest' then 1 else 0 end) = 1
            as has_manifest,
        max(case when recognised.file_kind = 'lock' then 1 else 0 end) = 1
            as has_lock,
        max(case when recognised.file_kind = 'container' then 1 else 0 end) = 1
            as has_container
    from repositories
    left join recognised on repositories.native_id = recognised.native_id
    group by repositories.native_id

)

select * from summarised
