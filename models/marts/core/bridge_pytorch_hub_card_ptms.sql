-- a PTM that a card loads at several refs, or in its code and in a comment, is one pair
with

cards as (

    select card_name, listing_id from {{ ref('int_pytorch_hub_cards_described') }}

),

entry_points as (

    select * from {{ ref('int_pytorch_hub_entry_points_joined') }}
    where not is_helper

),

final as (

    select
        entry_points.card_name,
        entry_points.ptm_id,
        min(entry_points.repository_name) as declared_repository_name,
        min(entry_points.entry_point) as entry_point,
        {{ string_agg_distinct('entry_points.ref', ', ') }} as refs,
        {{ string_agg_distinct('entry_points.found_in', ', ') }} as evidence,
        {{ string_agg_distinct('entry_points.argument', ', ') }} as argument,
        max(entry_points.observed_at) as _observed_at
    from entry_points
    inner join cards
        on
            entry_points.card_name = cards.card_name
            and entry_points.listing_id = cards.listing_id
    group by entry_points.card_name, entry_points.ptm_id

)

select * from final
