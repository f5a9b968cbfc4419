-- PTMs that the hub lists on the page of a paper
with

linked_models as (

    select arxiv_id, ptm_name, fetched_at
    from {{ ref('stg_huggingface__paper_linked_models') }}

),

names as (

    select observed_name, ptm_id from {{ ref('int_ptm_names_resolved') }}

),

linked as (

    select
        names.ptm_id,
        {{ paper_id('linked_models.arxiv_id') }} as paper_id,
        max(linked_models.fetched_at) as observed_at
    from linked_models
    inner join names on linked_models.ptm_name = names.observed_name
    group by 1, 2

)

select * from linked
