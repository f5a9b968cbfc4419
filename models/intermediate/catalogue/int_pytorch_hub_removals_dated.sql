-- every listing is of the whole hub, so what a later one lacks is gone; a card that
-- could not be read then says nothing
with

fetches as (

    select listing_id, item, endpoint, status, observed_at
    from {{ ref('stg_pytorch_hub__fetches') }}

),

listings as (

    select listing_id, observed_at from fetches
    where endpoint = 'listing'

),

last_sightings as (

    select item as card_name, max(observed_at) as last_seen_at
    from fetches
    where endpoint = 'card' and status = 'ok'
    group by item

),

broken_cards as (

    select listing_id, item as card_name from fetches
    where endpoint = 'card' and status != 'ok'

),

ptms as (

    select ptm_id, last_seen_at from {{ ref('int_pytorch_hub_ptms_identified') }}

),

-- all cards that loaded the PTM when it was last seen
last_cards as (

    select distinct ptms.ptm_id, entry_points.card_name
    from {{ ref('int_pytorch_hub_entry_points_joined') }} as entry_points
    inner join ptms
        on
            entry_points.ptm_id = ptms.ptm_id
            and entry_points.observed_at = ptms.last_seen_at

),

unread as (

    select distinct last_cards.ptm_id, broken_cards.listing_id
    from last_cards
    inner join broken_cards on last_cards.card_name = broken_cards.card_name

),

removals as (

    select
        'ptm' as entity,
        ptms.ptm_id as item,
        min(listings.observed_at) as removed_at
    from ptms
    inner join listings on ptms.last_seen_at < listings.observed_at
    left join unread
        on ptms.ptm_id = unread.ptm_id and listings.listing_id = unread.listing_id
    where unread.ptm_id is null
    group by ptms.ptm_id

    union all

    select
        'card' as entity,
        last_sightings.card_name as item,
        min(listings.observed_at) as removed_at
    from last_sightings
    inner join listings on last_sightings.last_seen_at < listings.observed_at
    left join broken_cards
        on
            last_sightings.card_name = broken_cards.card_name
            and listings.listing_id = broken_cards.listing_id
    where broken_cards.card_name is null
    group by last_sightings.card_name

)

select * from removals
