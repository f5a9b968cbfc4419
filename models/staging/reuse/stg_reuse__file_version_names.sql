with

versions as (

    select file_version_key, names_json
    from {{ ref('stg_reuse__file_versions') }}

),

names as (

    select
        versions.file_version_key,
        elements.resolved_name,
        elements.name_position
    from versions
    {{ unnest_strings(
        json_strings('versions.names_json'), 'resolved_name', 'name_position'
    ) }}

)

select * from names
