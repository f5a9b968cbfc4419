with

papers as (

    select arxiv_id, linked_models_json, fetched_at
    from {{ ref('stg_huggingface__papers') }}

),

linked_models as (

    select
        papers.arxiv_id,
        elements.ptm_name,
        elements.position,
        papers.fetched_at
    from papers
    {{ unnest_strings(
        json_field_strings('papers.linked_models_json', 'id'), 'ptm_name', 'position'
    ) }}
    where elements.ptm_name != ''

)

select * from linked_models
