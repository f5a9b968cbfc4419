with

cited as (

    select
        ptm_id,
        paper_id,
        declared_name,
        'tag' as evidence,
        observed_at
    from {{ ref('int_ptm_papers_cited') }}

),

-- the hub's page of the paper lists the PTM: it names the paper by its id
linked as (

    select
        ptm_id,
        paper_id,
        paper_id as declared_name,
        'paper' as evidence,
        observed_at
    from {{ ref('int_ptm_papers_linked') }}

),

said as (

    select * from cited
    union all
    select * from linked

),

final as (

    select
        {{ surrogate_key(['ptm_id', 'paper_id']) }} as ptm_paper_key,
        ptm_id,
        paper_id,
        coalesce(
            min(case when evidence = 'tag' then declared_name end), min(declared_name)
        ) as declared_name,
        {{ string_agg_distinct('evidence', ', ') }} as evidence,
        max(observed_at) as _observed_at
    from said
    group by ptm_id, paper_id

)

select * from final
