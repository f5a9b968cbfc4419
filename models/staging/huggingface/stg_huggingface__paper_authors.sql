with

papers as (

    select arxiv_id, {{ json_field_strings('authors_json', 'name') }} as authors
    from {{ ref('stg_huggingface__papers') }}

),

authors as (

    select
        papers.arxiv_id,
        {{ unnest_strings('papers.authors', 'author_name', 'position') }}
    from papers

)

select * from authors
