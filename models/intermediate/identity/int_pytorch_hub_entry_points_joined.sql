-- what the cards load, as of which listing. Tokenizers and the like are loaded as PTMs
-- are, and are none
with

listings as (

    select listing_id, observed_at
    from {{ ref('stg_pytorch_hub__fetches') }}
    where endpoint = 'listing'

),

entry_points as (

    select * from {{ ref('stg_pytorch_hub__entry_points') }}

),

helpers as (

    select distinct entry_points.entry_point
    from entry_points
    inner join {{ ref('pytorch_hub_helpers') }} as endings
        on
            right(lower(entry_points.entry_point), length(endings.name_ending))
            = endings.name_ending

),

joined as (

    select
        entry_points.listing_id,
        entry_points.card_name,
        entry_points.position,
        {{ pytorch_hub_ptm_id(
            'entry_points.repository_name', 'entry_points.entry_point'
        ) }}
            as ptm_id,
        entry_points.repository_name || '/' || entry_points.entry_point as ptm_name,
        entry_points.repository_name,
        entry_points.ref,
        entry_points.entry_point,
        entry_points.found_in,
        entry_points.argument,
        helpers.entry_point is not null as is_helper,
        listings.observed_at
    from entry_points
    inner join listings on entry_points.listing_id = listings.listing_id
    left join helpers on entry_points.entry_point = helpers.entry_point

)

select * from joined
