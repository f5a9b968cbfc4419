-- what the first card that loads a PTM says of it
with

ptms as (

    select ptm_id, repository_id, card_name, last_seen_at
    from {{ ref('int_pytorch_hub_ptms_identified') }}

),

cards as (

    select card_name, domain from {{ ref('int_pytorch_hub_cards_described') }}

),

removals as (

    select item, removed_at
    from {{ ref('int_pytorch_hub_removals_dated') }}
    where entity = 'ptm'

),

described as (

    select
        ptms.ptm_id,
        {{ pytorch_hub_card_url('ptms.card_name') }} as url,
        cards.domain,
        'pytorch' as library,
        ptms.repository_id as own_repository_id,
        removals.removed_at is not null as is_removed,
        true as has_card,
        -- `torch.hub.load` runs the `hubconf.py` of the repository
        true as has_custom_code,
        removals.removed_at,
        ptms.last_seen_at as observed_at
    from ptms
    left join cards on ptms.card_name = cards.card_name
    left join removals on ptms.ptm_id = removals.item

)

select * from described
