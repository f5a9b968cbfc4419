-- what a PTM is tied to; null where nobody looked, zero where somebody did
with

ptms as (

    select ptm_id, hub from {{ ref('int_ptms_identified') }}

),

lineage as (

    select ptm_id, base_ptm_count, derived_ptm_count
    from {{ ref('int_ptm_lineage_counted') }}

),

repositories as (

    select ptm_id, repository_count from {{ ref('int_ptm_repositories_counted') }}

),

mapping_lists as (

    select mapping_list_count from {{ ref('int_mapping_lists_counted') }}

),

scans as (

    select scan_count from {{ ref('int_reuse_scans_counted') }}

),

counted as (

    select
        ptms.ptm_id,
        lineage.base_ptm_count,
        lineage.derived_ptm_count,
        case
            when scans.scan_count > 0 then coalesce(repositories.repository_count, 0)
            -- no mapping list is searched for names of PyTorch Hub
            when mapping_lists.mapping_list_count > 0 and ptms.hub = 'huggingface'
                then coalesce(repositories.repository_count, 0)
        end as repository_count
    from ptms
    left join lineage on ptms.ptm_id = lineage.ptm_id
    left join repositories on ptms.ptm_id = repositories.ptm_id
    cross join mapping_lists
    cross join scans

)

select * from counted
