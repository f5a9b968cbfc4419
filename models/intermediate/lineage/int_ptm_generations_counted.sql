-- a PTM stands on every level to which a way up leads; the last one counts. A way that
-- comes to the limit has met a cycle, in which there is no first generation
with recursive

edges as (

    select child_ptm_id, child_number, parent_number
    from {{ ref('int_ptm_edges_numbered') }}

),

levels as (

    select distinct child_number as ptm_number, 1 as generation_count from edges

    union all

    select distinct
        edges.child_number as ptm_number,
        levels.generation_count + 1 as generation_count
    from levels
    inner join edges on levels.ptm_number = edges.parent_number
    where levels.generation_count < 60

),

last_levels as (

    select
        ptm_number,
        cast(nullif(max(generation_count), 60) as bigint) as generation_count
    from levels
    group by ptm_number

),

children as (

    select distinct child_number, child_ptm_id from edges

),

counted as (

    select children.child_ptm_id as ptm_id, last_levels.generation_count
    from last_levels
    inner join children on last_levels.ptm_number = children.child_number

)

select * from counted
