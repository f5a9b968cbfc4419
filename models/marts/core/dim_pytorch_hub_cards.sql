with

cards as (

    select * from {{ ref('int_pytorch_hub_cards_described') }}

),

repositories as (

    select observed_name, repository_id from {{ ref('int_repository_names_resolved') }}

),

final as (

    select
        cards.card_name,
        {{ pytorch_hub_card_url('cards.card_name') }} as url,
        cards.title,
        cards.summary,
        cards.author,
        cards.category,
        repositories.repository_id,
        cards.github_link,
        cards.accelerator,
        cards.demo_url,
        cards.tags,
        cards.domain,
        cards.display_order,
        cards.entry_point_count,
        cards.ptm_count,
        cards.unresolved_call_count,
        cards.is_cut,
        cards.removed_at is not null as is_removed,
        cards.first_seen_at,
        cards.removed_at,
        cards.last_seen_at as _observed_at
    from cards
    left join repositories on cards.repository_name = repositories.observed_name

)

select * from final
