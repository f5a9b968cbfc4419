-- what tag and card say; the Hub makes the tags from the card, yet keeps its own
-- spelling
with

attributes as (

    select ptm_id, card_ptm_name, card_row_hash, card_observed_at
    from {{ ref('int_ptm_attributes_picked') }}

),

tags as (

    select ptm_id, {{ text_after('tag', 'dataset:') }} as declared_name, observed_at
    from {{ ref('int_ptm_tags_current') }}
    where left(tag, 8) = 'dataset:'

),

card_datasets as (

    select ptm_name, row_hash, dataset_name
    from {{ ref('stg_huggingface__model_version_card_datasets') }}

),

said as (

    select ptm_id, declared_name, true as is_tag, false as is_card, observed_at
    from tags

    union all

    select
        attributes.ptm_id,
        card_datasets.dataset_name as declared_name,
        false as is_tag,
        true as is_card,
        attributes.card_observed_at as observed_at
    from attributes
    inner join card_datasets
        on
            attributes.card_ptm_name = card_datasets.ptm_name
            and attributes.card_row_hash = card_datasets.row_hash

),

declared as (

    select
        ptm_id,
        declared_name,
        max(case when is_tag then 1 else 0 end) = 1 as is_tag,
        max(case when is_card then 1 else 0 end) = 1 as is_card,
        max(observed_at) as observed_at
    from said
    where trim(declared_name) != ''
    group by ptm_id, declared_name

)

select * from declared
