{%- set measures = ['downloads_30d', 'downloads_all_time', 'likes'] -%}

-- PTMs of which both are known: how popular, and in how many repositories
with

ptms as (

    select
        ptm_id,
        {{ measures | join(',\n        ') }},
        repository_count
    from {{ ref('dim_ptms') }}
    where repository_count is not null

),

figures as (

    {% for measure in measures %}
    select
        '{{ measure }}' as measure,
        ptm_id,
        {{ measure }} as popularity,
        repository_count
    from ptms
    where {{ measure }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- those that are alike share the middle of their ranks
ranked as (

    select
        measure,
        cast(popularity as double) as popularity,
        cast(repository_count as double) as repository_count,
        rank() over (partition by measure order by popularity)
        + (count(*) over (partition by measure, popularity) - 1) / 2.0
            as popularity_rank,
        rank() over (partition by measure order by repository_count)
        + (count(*) over (partition by measure, repository_count) - 1) / 2.0
            as reuse_rank,
        row_number() over (
            partition by measure order by popularity desc, ptm_id
        ) as place
    from figures

),

top_counts as (

    {% for top_count in var('popularity_top_counts') %}
    select {{ top_count }} as top_count
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- where all are alike nothing can go together
correlated as (

    select
        measure,
        count(*) as ptm_count,
        count(*) filter (where repository_count > 0) as reused_ptm_count,
        case
            when count(distinct popularity) > 1 and count(distinct repository_count) > 1
                then
                    round(
                        corr(
                            cast(popularity_rank as double),
                            cast(reuse_rank as double)
                        ),
                        6
                    )
        end as spearman,
        case
            when count(distinct popularity) > 1 and count(distinct repository_count) > 1
                then round(corr(popularity, repository_count), 6)
        end as pearson
    from ranked
    group by measure

),

popular as (

    select
        ranked.measure,
        top_counts.top_count,
        count(*) as popular_ptm_count,
        count(*) filter (where ranked.repository_count = 0) as unused_popular_ptm_count
    from ranked
    inner join top_counts on ranked.place <= top_counts.top_count
    group by ranked.measure, top_counts.top_count

),

final as (

    select
        popular.measure,
        cast(popular.top_count as bigint) as top_count,
        correlated.ptm_count,
        correlated.reused_ptm_count,
        popular.popular_ptm_count,
        popular.unused_popular_ptm_count,
        correlated.spearman,
        correlated.pearson,
        {{ share_pct('popular.unused_popular_ptm_count', 'popular.popular_ptm_count') }}
            as unused_popular_share_pct
    from popular
    inner join correlated on popular.measure = correlated.measure

)

select * from final
