-- each card as it was when it was last read
with

cards as (

    select * from {{ ref('stg_pytorch_hub__models') }}

),

listings as (

    select listing_id, observed_at
    from {{ ref('stg_pytorch_hub__fetches') }}
    where endpoint = 'listing'

),

spans as (

    select
        cards.card_name,
        min(listings.observed_at) as first_seen_at,
        max(listings.observed_at) as last_seen_at
    from cards
    inner join listings on cards.listing_id = listings.listing_id
    group by cards.card_name

),

-- a listing is known by its time, so there is one
newest as (

    select
        cards.*,
        spans.first_seen_at,
        spans.last_seen_at
    from cards
    inner join listings on cards.listing_id = listings.listing_id
    inner join spans
        on
            cards.card_name = spans.card_name
            and listings.observed_at = spans.last_seen_at

),

tags as (

    select
        tags.listing_id,
        tags.card_name,
        {{ string_agg_ordered('tags.tag', ', ', 'tags.position') }} as tags,
        min(meanings.domain) as first_domain,
        max(meanings.domain) as last_domain
    from {{ ref('stg_pytorch_hub__model_tags') }} as tags
    left join {{ ref('pytorch_hub_tags') }} as meanings
        on lower(trim(tags.tag)) = meanings.tag
    group by tags.listing_id, tags.card_name

),

loads as (

    select
        listing_id,
        card_name,
        count(*) as entry_point_count,
        count(distinct case when not is_helper then ptm_id end) as ptm_count
    from {{ ref('int_pytorch_hub_entry_points_joined') }}
    group by listing_id, card_name

),

removals as (

    select item, removed_at
    from {{ ref('int_pytorch_hub_removals_dated') }}
    where entity = 'card'

),

described as (

    select
        newest.card_name,
        newest.listing_id,
        newest.title,
        newest.summary,
        newest.author,
        newest.category,
        newest.repository_name,
        newest.github_link,
        newest.accelerator,
        newest.demo_url,
        tags.tags,
        case
            when tags.first_domain = tags.last_domain then tags.first_domain
            when tags.first_domain != tags.last_domain then 'multimodal'
        end as domain,
        newest.display_order,
        coalesce(loads.entry_point_count, 0) as entry_point_count,
        coalesce(loads.ptm_count, 0) as ptm_count,
        newest.unresolved_call_count,
        newest.is_cut,
        newest.first_seen_at,
        newest.last_seen_at,
        removals.removed_at
    from newest
    left join tags
        on newest.listing_id = tags.listing_id and newest.card_name = tags.card_name
    left join loads
        on newest.listing_id = loads.listing_id and newest.card_name = loads.card_name
    left join removals on newest.card_name = removals.item

)

select * from described
