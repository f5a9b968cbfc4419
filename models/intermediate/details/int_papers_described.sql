-- what the hub answered about papers, and that it knows some of them not
with

papers as (

    select * from {{ ref('stg_huggingface__papers') }}

),

authors as (

    select
        arxiv_id,
        {{ string_agg_ordered('author_name', ', ', 'position') }} as authors,
        count(*) as author_count
    from {{ ref('stg_huggingface__paper_authors') }}
    group by arxiv_id

),

unknown_papers as (

    select item as arxiv_id, fetched_at
    from {{ ref('stg_huggingface__fetches') }}
    where endpoint = 'paper' and status = 'not_found'

),

described as (

    select
        {{ paper_id('coalesce(papers.arxiv_id, unknown_papers.arxiv_id)') }}
            as paper_id,
        papers.title,
        papers.summary,
        authors.authors,
        papers.project_url,
        papers.repository_url,
        -- a list that was answered has nobody in it, or somebody
        case when papers.authors_json is not null then coalesce(authors.author_count, 0)
        end as author_count,
        papers.upvote_count,
        papers.linked_ptm_count,
        papers.linked_dataset_count,
        papers.linked_space_count,
        papers.arxiv_id is not null as is_known_to_hub,
        papers.published_at,
        papers.withdrawn_at,
        coalesce(papers.fetched_at, unknown_papers.fetched_at) as observed_at
    from papers
    full outer join unknown_papers on papers.arxiv_id = unknown_papers.arxiv_id
    left join authors on papers.arxiv_id = authors.arxiv_id

)

select * from described
