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

    select files.native_id, files.file_name, kinds.file_kind
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
        {{ string_agg_distinct(
            "case when recognised.file_kind in ('manifest', 'lock') then recognised.file_name end", ', '
        ) }} as manifests,
        {%- for kind in [
            'readme', 'license', 'citation', 'codemeta', 'zenodo', 'contributing', 'conduct',
            'changelog', 'security', 'manifest', 'lock', 'container'
        ] %}
        max(case when recognised.file_kind = '{{ kind }}' then 1 else 0 end) = 1
            as has_{{ kind }}{{ ',' if not loop.last }}
        {%- endfor %}
    from repositories
    left join recognised on repositories.native_id = recognised.native_id
    group by repositories.native_id

)

select * from summarised
