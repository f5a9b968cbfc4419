with

cited as (

    select paper_id, ptm_id from {{ ref('int_ptm_papers_cited') }}

),

linked as (

    select paper_id, ptm_id from {{ ref('int_ptm_papers_linked') }}

),

described as (

    select * from {{ ref('int_papers_described') }}

),

named as (

    select paper_id, ptm_id from cited
    union all
    select paper_id, ptm_id from linked
    union all
    select paper_id, cast(null as string) as ptm_id from described

),

ptm_counts as (

    select paper_id, count(distinct ptm_id) as ptm_count
    from named
    group by paper_id

),

final as (

    select
        ptm_counts.paper_id,
        split_part(ptm_counts.paper_id, ':', 1) as scheme,
        case
            when left(ptm_counts.paper_id, 6) = 'arxiv:'
                then
                    'https://arxiv.org/abs/'
                    || {{ text_after('ptm_counts.paper_id', 'arxiv:') }}
            else 'https://doi.org/' || {{ text_after('ptm_counts.paper_id', 'doi:') }}
        end as url,
        described.title,
        described.summary,
        described.authors,
        described.project_url,
        described.repository_url,
        described.author_count,
        described.upvote_count,
        ptm_counts.ptm_count,
        described.linked_ptm_count,
        described.linked_dataset_count,
        described.linked_space_count,
        described.is_known_to_hub,
        described.published_at,
        described.withdrawn_at,
        described.observed_at as _observed_at
    from ptm_counts
    left join described on ptm_counts.paper_id = described.paper_id

)

select * from final
