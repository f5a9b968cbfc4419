-- ScanCode's keys are lower-case, SPDX ids are not: a list with no capital letter in
-- any license holds ScanCode keys. WITH, AND and OR join keys as well as ids, so their
-- capitals say nothing
with

license_values as (

    select
        entries.list_id,
        entries.repository_name,
        elements.license_raw,
        elements.position
    from {{ ref('stg_published__repository_licenses') }} as entries
    {{ unnest_strings(
        json_strings('entries.licenses_raw'), 'license_raw', 'position'
    ) }}

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
