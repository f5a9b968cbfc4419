with

papers as (

    select arxiv_id, authors_json from {{ ref('stg_huggingface__papers') }}

),

authors as (

    select
        papers.arxiv_id,
        elements.author_name,
        elements.position
    from papers
    {{ unnest_strings(
        json_field_strings('papers.authors_json', 'name'), 'author_name', 'position'
    ) }}

)

select * from authors
