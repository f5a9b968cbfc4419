-- the current edition of each mapping list, with the ids of both ends
with

mappings as (

    select list_id, repository_name, ptm_name, license_raw
    from {{ ref('stg_published__mappings') }}

),

lists as (

    select list_id, source_name, observed_at, is_current
    from {{ ref('stg_published__lists') }}

),

ptm_names as (

    select observed_name, ptm_id, name_resolution
    from {{ ref('int_ptm_names_resolved') }}

),

repository_names as (

    select observed_name, repository_id from {{ ref('int_repository_names_resolved') }}

),

-- an older edition says since when, and nothing else
resolved as (

    select
        ptm_names.ptm_id,
        repository_names.repository_id,
        lists.source_name,
        mappings.ptm_name as observed_name,
        ptm_names.name_resolution,
        min(lists.observed_at) as first_seen_at,
        max(case when lists.is_current then lists.observed_at end) as observed_at
    from mappings
    inner join lists on mappings.list_id = lists.list_id
    inner join ptm_names on mappings.ptm_name = ptm_names.observed_name
    inner join
        repository_names
        on mappings.repository_name = repository_names.observed_name
    group by all
    having max(case when lists.is_current then 1 else 0 end) = 1

)

select * from resolved
