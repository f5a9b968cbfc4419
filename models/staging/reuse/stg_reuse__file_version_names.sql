with

versions as (

    select file_version_key, names_json
    from {{ ref('stg_reuse__file_versions') }}

),

names as (

    select
        file_version_key,
        {{ unnest_strings(
            json_strings('names_json'), 'resolved_name', 'name_position'
        ) }}
    from versions

)

select * from names
