-- how unevenly repositories are spread over the PTMs that any of them uses
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

counts as (

    select scope, ptm_id, count(*) as repository_count
    from scoped
    group by scope, ptm_id

),

repositories as (

    select scope, count(distinct repository_id) as repository_count
    from scoped
    group by scope

),

ranked as (

    select
        scope,
        repository_count,
        row_number() over (
            partition by scope order by repository_count, ptm_id
        ) as ascending_rank,
        count(*) over (partition by scope) as ptm_count
    from counts

),

summed as (

    select
        scope,
        max(ptm_count) as ptm_count,
        cast(sum(repository_count) as bigint) as mapping_count,
        count(*) filter (where repository_count = 1) as once_used_ptm_count,
        max(repository_count) as most_repository_count,
        cast(sum(repository_count * ascending_rank) as double) as ranked_sum,
        -- the hundredth part, rounded up
        sum(
            case
                when (ptm_count - ascending_rank) * 100 < ptm_count
                    then repository_count
                else 0
            end
        ) as top_percent_sum,
        sum(case when ptm_count - ascending_rank < 10 then repository_count else 0 end)
            as top_ten_sum
    from ranked
    group by scope

),

final as (

    select
        summed.scope,
        summed.ptm_count,
        repositories.repository_count,
        summed.mapping_count,
        summed.once_used_ptm_count,
        summed.most_repository_count,
        round(
            2 * summed.ranked_sum / (summed.ptm_count * summed.mapping_count)
            - cast(summed.ptm_count + 1 as double) / summed.ptm_count,
            6
        ) as reuse_gini,
        {{ share_pct('summed.top_ten_sum', 'summed.mapping_count') }}
            as top_ten_share_pct,
        {{ share_pct('summed.top_percent_sum', 'summed.mapping_count') }}
            as top_percent_share_pct
    from summed
    inner join repositories on summed.scope = repositories.scope

)

select * from final
