-- counted from the license lists by the names that mapping lists use
with

listed as (

    select distinct lower(entries.repository_name) as folded_name
    from {{ ref('stg_published__repository_licenses') }} as entries
    inner join {{ ref('stg_published__lists') }} as lists
        on entries.list_id = lists.list_id
    where lists.is_current

),

names as (

    select repository_id, lower(observed_name) as folded_name
    from {{ ref('int_repository_names_resolved') }}
    union distinct
    select repository_id, lower(repository_name) as folded_name
    from {{ ref('int_repository_names_resolved') }}

),

looked_at as (

    select names.repository_id, count(listed.folded_name) > 0 as is_listed
    from names
    left join listed on names.folded_name = listed.folded_name
    group by names.repository_id

),

contradictions as (

    select
        repositories.repository_id,
        repositories.license_status,
        looked_at.is_listed
    from {{ ref('dim_repositories') }} as repositories
    left join looked_at on repositories.repository_id = looked_at.repository_id
    where
        looked_at.is_listed
        is distinct from (repositories.license_status != 'not_collected')

)

select * from contradictions
