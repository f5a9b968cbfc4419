-- the pairs of the newest editions against the fact, both ways
with

lists as (

    select list_id
    from {{ ref('stg_published__lists') }}
    where is_current

),

listed as (

    select distinct
        ptms.ptm_id,
        repositories.repository_id
    from {{ ref('stg_published__mappings') }} as mappings
    inner join lists on mappings.list_id = lists.list_id
    left join {{ ref('int_ptm_names_resolved') }} as ptms
        on mappings.ptm_name = ptms.observed_name
    left join {{ ref('int_repository_names_resolved') }} as repositories
        on mappings.repository_name = repositories.observed_name

),

mappings as (

    select ptm_id, repository_id from {{ ref('fct_ptm_repository_mappings') }}
    -- what code alone says stands in no list
    where sources != 'scanner'

),

differences as (

    select
        listed.ptm_id as listed_ptm_id,
        listed.repository_id as listed_repository_id,
        mappings.ptm_id,
        mappings.repository_id
    from listed
    full outer join mappings
        on
            listed.ptm_id = mappings.ptm_id
            and listed.repository_id = mappings.repository_id
    where listed.ptm_id is null or mappings.ptm_id is null

)

select * from differences
