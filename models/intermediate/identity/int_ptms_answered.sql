-- a repository of which anything was answered is there, whatever else it has not; the
-- page of a paper shows what is there
with

answers as (

    select
        ptm_id,
        case when status in ('ok', 'gated', 'disabled') then 1 else 0 end as there_row,
        case when status = 'not_found' then 1 else 0 end as missed_row
    from {{ ref('int_ptm_fetches_resolved') }}

    union all

    select
        ptm_id,
        1 as there_row,
        0 as missed_row
    from {{ ref('int_ptm_papers_linked') }}

),

answered as (

    select
        ptm_id,
        max(there_row) = 1 as is_there,
        max(missed_row) = 1 as is_missed
    from answers
    group by ptm_id

)

select * from answered
