-- the names of a call, as one; it has a PTM of its own only where it names just one
with

names as (

    select * from {{ ref('int_reuse_calls_resolved') }}

),

summarised as (

    select
        call_site_id,
        {{ string_agg_ordered('resolved_name', ', ', 'name_position') }}
            as resolved_names,
        case when count(*) = 1 then max(resolved_name) end as resolved_name,
        case when count(distinct ptm_id) = 1 then max(ptm_id) end as ptm_id,
        case when count(*) = 1 then max(name_resolution) end as name_resolution,
        count(distinct ptm_id) as ptm_count
    from names
    group by call_site_id

)

select * from summarised
