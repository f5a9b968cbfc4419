-- ScanCode's keys are lower-case, SPDX ids are not: a list with no capital letter in
-- any license holds ScanCode keys. WITH, AND and OR join keys as well as ids, so their
-- capitals say nothing
with

entries as (

    select list_id, repository_name, {{ json_strings('licenses_raw') }} as licenses
    from {{ ref('stg_published__repository_licenses') }}

),

license_values as (

    select
        list_id,
        repository_name,
        {{ unnest_strings('licenses', 'license_raw', 'position') }}
    from entries

),

without_operators as (

    select
        list_id,
        repository_name,
        position,
        license_raw,
        replace(replace(replace(license_raw, ' WITH ', ' '), ' AND ', ' '), ' OR ', ' ')
            as names
    from license_values

),

with_scheme as (

    select
        list_id,
        repository_name,
        position,
        license_raw,
        case
            when
                max(case when names != lower(names) then 1 else 0 end)
                    over (partition by list_id)
                = 1
                then 'spdx'
            else 'scancode'
        end as scheme
    from without_operators

)

select * from with_scheme
