-- repositories of which cards load something, or to which they point
with

cards as (

    select listing_id, repository_name
    from {{ ref('stg_pytorch_hub__models') }}
    where repository_name is not null

),

listings as (

    select listing_id, observed_at
    from {{ ref('stg_pytorch_hub__fetches') }}
    where endpoint = 'listing'

),

said as (

    select repository_name, observed_at
    from {{ ref('int_pytorch_hub_entry_points_joined') }}

    union all

    select cards.repository_name, listings.observed_at
    from cards
    inner join listings on cards.listing_id = listings.listing_id

),

named as (

    select
        repository_name,
        min(observed_at) as first_seen_at,
        max(observed_at) as last_seen_at
    from said
    group by repository_name

)

select * from named
