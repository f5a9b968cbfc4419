with

ptms as (

    select ptm_id, coalesce(domain, 'unknown') as domain
    from {{ ref('dim_ptms') }}

),

mappings as (

    select ptm_id, repository_id, is_vendored_only
    from {{ ref('fct_ptm_repository_mappings') }}

),

totals as (

    select count(distinct repository_id) as repository_count from mappings

),

counted as (

    select
        ptms.domain,
        count(distinct mappings.repository_id) as repository_count,
        count(distinct case
            when mappings.is_vendored_only is not true then mappings.repository_id
        end) as own_repository_count,
        count(distinct mappings.ptm_id) as ptm_count,
        count(*) as mapping_count
    from mappings
    inner join ptms on mappings.ptm_id = ptms.ptm_id
    group by ptms.domain

),

final as (

    select
        counted.domain,
        counted.repository_count,
        counted.own_repository_count,
        counted.ptm_count,
        counted.mapping_count,
        {{ share_pct('counted.repository_count', 'totals.repository_count') }}
            as share_pct
    from counted
    cross join totals

)

select * from final
