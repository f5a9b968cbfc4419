with

cards as (

    select listing_id, card_name, tags_json from {{ ref('stg_pytorch_hub__models') }}

),

tags as (

    select
        cards.listing_id,
        cards.card_name,
        elements.tag,
        elements.position
    from cards
    {{ unnest_strings(json_strings('cards.tags_json'), 'tag', 'position') }}

)

select * from tags
