-- the most downloaded PTMs of each full listing beside those of the one before
with

figures as (

    select ptm_id, observed_at, max(downloads_30d) as downloads_30d
    from {{ ref('fct_ptm_metrics') }}
    where is_full_listing and downloads_30d is not null
    group by ptm_id, observed_at

),

observations as (

    select
        observed_at,
        lag(observed_at) over (order by observed_at) as previous_observed_at
    from figures
    group by observed_at

),

-- equal downloads stand in the order of the ids, so that the last place is always taken
-- by the same one
ranked as (

    select
        ptm_id,
        observed_at,
        row_number() over (
            partition by observed_at order by downloads_30d desc, ptm_id
        ) as popularity_rank
    from figures

),

sizes as (
    {% for size in var('popularity_top_counts') %}
    select cast({{ size }} as bigint) as top_count
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

members as (

    select sizes.top_count, ranked.observed_at, ranked.ptm_id
    from ranked
    inner join sizes on ranked.popularity_rank <= sizes.top_count

),

-- who stands in one of two consecutive tops, or in both
steps as (

    select
        members.top_count,
        observations.observed_at,
        members.ptm_id,
        1 as is_in,
        0 as was_in
    from members
    inner join observations on members.observed_at = observations.observed_at
    where observations.previous_observed_at is not null

    union all

    select
        members.top_count,
        observations.observed_at,
        members.ptm_id,
        0 as is_in,
        1 as was_in
    from members
    inner join observations on members.observed_at = observations.previous_observed_at

),

compared as (

    select
        top_count,
        observed_at,
        ptm_id,
        max(is_in) as is_in,
        max(was_in) as was_in
    from steps
    group by top_count, observed_at, ptm_id

),

counted as (

    select
        top_count,
        observed_at,
        count(*) filter (where is_in = 1) as ptm_count,
        count(*) filter (where was_in = 1) as previous_ptm_count,
        count(*) filter (where is_in = 1 and was_in = 0) as entered_count,
        count(*) filter (where is_in = 0 and was_in = 1) as left_count,
        count(*) filter (where is_in = 1 and was_in = 1) as stayed_count
    from compared
    group by top_count, observed_at

),

final as (

    select
        counted.top_count,
        counted.ptm_count,
        counted.entered_count,
        counted.left_count,
        counted.stayed_count,
        round(
            cast(100.0 * counted.stayed_count as double)
            / nullif(counted.previous_ptm_count, 0),
            2
        ) as stayed_pct,
        observations.previous_observed_at,
        counted.observed_at
    from counted
    inner join observations on counted.observed_at = observations.observed_at

)

select * from final
