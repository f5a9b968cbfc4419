-- ScanCode's keys are lower-case, GitHub's SPDX ids are not: a list with no capital letter in any
-- license holds ScanCode keys
with

license_values as (

    select
        entries.list_id,
        entries.repository_name,
        elements.license_raw,
        elements.position
    from {{ ref('stg_published__repository_licenses') }} as entries
    {{ unnest_strings(json_strings('entries.licenses_raw'), 'license_raw', 'position') }}

),

with_scheme as (

    select
        list_id,
        repository_name,
        position,
        license_raw,
        case
            when
                max(case when license_raw != lower(license_raw) then 1 else 0 end)
                    over (partition by list_id) = 1
                then 'spdx'
            else 'scancode'
        end as scheme
    from license_values

)

select * from with_scheme
