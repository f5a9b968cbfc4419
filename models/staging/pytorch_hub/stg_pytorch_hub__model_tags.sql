with

cards as (

    select listing_id, card_name, {{ json_strings('tags_json') }} as tags
    from {{ ref('stg_pytorch_hub__models') }}

),

tags as (

    select
        cards.listing_id,
        cards.card_name,
        {{ unnest_strings('cards.tags', 'tag', 'position') }}
    from cards

)

select * from tags
