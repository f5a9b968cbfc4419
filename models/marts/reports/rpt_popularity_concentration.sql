-- how unevenly downloads are spread over the PTMs of each full listing
with

figures as (

    select ptm_id, observed_at, max(downloads_30d) as downloads_30d
    from {{ ref('fct_ptm_metrics') }}
    where is_full_listing and downloads_30d is not null
    group by ptm_id, observed_at

),

ranked as (

    select
        observed_at,
        downloads_30d,
        row_number() over (
            partition by observed_at order by downloads_30d, ptm_id
        ) as ascending_rank,
        count(*) over (partition by observed_at) as ptm_count
    from figures

),

-- decimals, because ranks times downloads outgrow a bigint and doubles differ in their
-- last digits from run to run
summed as (

    select
        observed_at,
        max(ptm_count) as ptm_count,
        count(*) filter (where downloads_30d = 0) as ptm_without_downloads_count,
        sum(cast(downloads_30d as decimal(18, 0))) as downloads_sum,
        sum(
            cast(downloads_30d as decimal(18, 0))
            * cast(ascending_rank as decimal(18, 0))
        ) as ranked_downloads_sum,
        -- the hundredth part, rounded up
        sum(
            case
                when (ptm_count - ascending_rank) * 100 < ptm_count
                    then cast(downloads_30d as decimal(18, 0))
                else cast(0 as decimal(18, 0))
            end
        ) as top_percent_downloads_sum,
        median(downloads_30d) as downloads_30d_median
    from ranked
    group by observed_at

),

measured as (

    select
        observed_at,
        ptm_count,
        ptm_without_downloads_count,
        cast(downloads_sum as double) as downloads_sum,
        cast(ranked_downloads_sum as double) as ranked_downloads_sum,
        cast(top_percent_downloads_sum as double) as top_percent_downloads_sum,
        cast(downloads_30d_median as double) as downloads_30d_median
    from summed

),

final as (

    select
        ptm_count,
        ptm_without_downloads_count,
        cast(downloads_sum as bigint) as downloads_30d_sum,
        downloads_30d_median,
        round(
            2 * ranked_downloads_sum / nullif(ptm_count * downloads_sum, 0)
            - cast(ptm_count + 1 as double) / ptm_count,
            6
        ) as downloads_gini,
        round(100 * top_percent_downloads_sum / nullif(downloads_sum, 0), 2)
            as top_percent_share_pct,
        observed_at
    from measured

)

select * from final
