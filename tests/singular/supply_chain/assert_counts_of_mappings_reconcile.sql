with

mappings as (

    select count(*) as mapping_count
    from {{ ref('fct_ptm_repository_mappings') }}

),

ptms as (

    select coalesce(sum(repository_count), 0) as repositories_of_ptms
    from {{ ref('dim_ptms') }}

),

repositories as (

    select coalesce(sum(ptm_count), 0) as ptms_of_repositories
    from {{ ref('dim_repositories') }}

),

sources as (

    select count(distinct mapping_id) as sourced_mapping_count
    from {{ ref('bridge_mapping_sources') }}

),

differences as (

    select
        mappings.mapping_count,
        ptms.repositories_of_ptms,
        repositories.ptms_of_repositories,
        sources.sourced_mapping_count
    from mappings
    cross join ptms
    cross join repositories
    cross join sources
    where
        mappings.mapping_count != ptms.repositories_of_ptms
        or mappings.mapping_count != repositories.ptms_of_repositories
        or mappings.mapping_count != sources.sourced_mapping_count

)

select * from differences
