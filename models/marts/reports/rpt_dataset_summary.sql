-- what the warehouse holds, in the terms of PeaTMOSS's table of contents
with

ptms as (

    select
        'ptms' as measure,
        'PTMs under their current names' as meaning,
        count(*) as measure_value
    from {{ ref('dim_ptms') }}

),

listed_ptms as (

    select
        'ptms_known_to_hub' as measure,
        'PTMs that a listing of their hub showed' as meaning,
        count(*) as measure_value
    from {{ ref('dim_ptms') }}
    where is_known_to_hub

),

removed_ptms as (

    select
        'ptms_removed' as measure,
        'PTMs that a later full listing no longer has' as meaning,
        count(*) as measure_value
    from {{ ref('dim_ptms') }}
    where is_removed

),

mapped_ptms as (

    select
        'ptms_mapped' as measure,
        'PTMs that at least one repository uses' as meaning,
        count(distinct ptm_id) as measure_value
    from {{ ref('fct_ptm_repository_mappings') }}

),

repositories as (

    select
        'repositories' as measure,
        'repositories' as meaning,
        count(*) as measure_value
    from {{ ref('dim_repositories') }}

),

mapped_repositories as (

    select
        'repositories_mapped' as measure,
        'repositories that use at least one PTM' as meaning,
        count(distinct repository_id) as measure_value
    from {{ ref('fct_ptm_repository_mappings') }}

),

mappings as (

    select
        'mappings' as measure,
        'pairs of a repository and a PTM that it uses' as meaning,
        count(*) as measure_value
    from {{ ref('fct_ptm_repository_mappings') }}

),

datasets as (

    select
        'datasets' as measure,
        'datasets that were listed or that a PTM declares' as meaning,
        count(*) as measure_value
    from {{ ref('dim_datasets') }}

),

metrics as (

    select
        'ptm_observations' as measure,
        'times that a listing showed a PTM' as meaning,
        count(*) as measure_value
    from {{ ref('fct_ptm_metrics') }}

),

findings as (

    select
        'license_findings_' || verdict as measure,
        'license findings with the verdict ' || verdict as meaning,
        count(*) as measure_value
    from {{ ref('fct_license_findings') }}
    group by verdict

),

final as (

    select measure, meaning, measure_value from ptms
    union all
    select measure, meaning, measure_value from listed_ptms
    union all
    select measure, meaning, measure_value from removed_ptms
    union all
    select measure, meaning, measure_value from mapped_ptms
    union all
    select measure, meaning, measure_value from repositories
    union all
    select measure, meaning, measure_value from mapped_repositories
    union all
    select measure, meaning, measure_value from mappings
    union all
    select measure, meaning, measure_value from datasets
    union all
    select measure, meaning, measure_value from metrics
    union all
    select measure, meaning, measure_value from findings

)

select * from final
