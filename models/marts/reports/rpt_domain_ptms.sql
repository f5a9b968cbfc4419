with

ptms as (

    select
        hub,
        coalesce(domain, 'unknown') as domain,
        count(*) as ptm_count,
        sum(downloads_30d) as downloads_30d
    from {{ ref('dim_ptms') }}
    where is_removed is not true and is_known_to_hub
    group by hub, coalesce(domain, 'unknown')

),

totals as (

    select
        hub,
        sum(ptm_count) as ptm_count,
        sum(case when domain != 'unknown' then ptm_count end) as known_ptm_count
    from ptms
    group by hub

),

published as (

    select hub, item, item_count, share_pct
    from {{ ref('fct_published_figures') }}
    where figure = 'domain_ptms'

),

final as (

    select
        ptms.hub,
        ptms.domain,
        ptms.ptm_count,
        cast(ptms.downloads_30d as bigint) as downloads_30d,
        {{ share_pct('ptms.ptm_count', 'totals.ptm_count') }} as share_pct,
        case
            when ptms.domain != 'unknown'
                then {{ share_pct('ptms.ptm_count', 'totals.known_ptm_count') }}
        end as known_share_pct,
        published.item_count as published_ptm_count,
        published.share_pct as published_pct
    from ptms
    inner join totals on ptms.hub = totals.hub
    left join published on ptms.hub = published.hub and ptms.domain = published.item

)

select * from final
