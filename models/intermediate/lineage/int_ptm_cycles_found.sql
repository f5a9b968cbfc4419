-- PTMs of one cycle, or of several that share a PTM, under the lowest number in it.
-- Only a PTM that is both a child and a parent can be in one, and those are few. A walk
-- ends where it comes back to its start, or after the longest cycle looked for
with recursive

edges as (

    select child_number, parent_number
    from {{ ref('int_ptm_edges_numbered') }}
    where parent_number is not null

),

inner_ptms as (

    select child_number as ptm_number from edges
    intersect
    select parent_number as ptm_number from edges

),

inner_edges as (

    select edges.child_number, edges.parent_number
    from edges
    inner join inner_ptms as below on edges.child_number = below.ptm_number
    inner join inner_ptms as above on edges.parent_number = above.ptm_number

),

walks as (

    select distinct
        child_number as start_number,
        parent_number as reached_number,
        1 as step_count
    from inner_edges

    union all

    select distinct
        walks.start_number,
        inner_edges.parent_number as reached_number,
        walks.step_count + 1 as step_count
    from walks
    inner join inner_edges on walks.reached_number = inner_edges.child_number
    where
        walks.step_count < {{ var('longest_lineage_cycle') }} - 1
        and inner_edges.parent_number != walks.start_number

),

pairs as (

    select distinct start_number, reached_number from walks

),

-- two PTMs that reach each other
found as (

    select
        pairs.start_number as ptm_number,
        least(pairs.start_number, min(pairs.reached_number)) as cycle_number
    from pairs
    inner join pairs as back
        on
            pairs.start_number = back.reached_number
            and pairs.reached_number = back.start_number
    group by pairs.start_number

),

sized as (

    select
        ptm_number,
        cycle_number,
        count(*) over (partition by cycle_number) as cycle_size
    from found

)

select * from sized
