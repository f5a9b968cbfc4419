with

papers as (

    select
        arxiv_id,
        fetched_at,
        {{ json_field_strings('linked_models_json', 'id') }} as linked_models
    from {{ ref('stg_huggingface__papers') }}

),

linked_models as (

    select
        arxiv_id,
        {{ unnest_strings('linked_models', 'ptm_name', 'position') }},
        fetched_at
    from papers

),

named as (

    select * from linked_models
    where ptm_name != ''

)

select * from named
