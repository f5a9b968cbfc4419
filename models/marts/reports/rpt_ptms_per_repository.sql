with

mappings as (

    select ptm_id, repository_id, is_vendored_only
    from {{ ref('fct_ptm_repository_mappings') }}

),

scoped as (

    select 'with_vendored_copies' as scope, ptm_id, repository_id
    from mappings

    union all

    -- null for published lists, which do not say
    select 'without_vendored_copies' as scope, ptm_id, repository_id
    from mappings
    where is_vendored_only is not true

),

repositories as (

    select scope, repository_id, count(*) as ptm_count
    from scoped
    group by scope, repository_id

),

counted as (

    select scope, ptm_count, count(*) as repository_count
    from repositories
    group by scope, ptm_count

),

final as (

    select
        scope,
        ptm_count,
        repository_count,
        {{ share_pct(
            'repository_count', 'sum(repository_count) over (partition by scope)'
        ) }}
            as share_pct,
        {{ share_pct(
            'sum(repository_count) over (partition by scope order by ptm_count)',
            'sum(repository_count) over (partition by scope)'
        ) }}
            as cumulative_share_pct
    from counted

)

select * from final
