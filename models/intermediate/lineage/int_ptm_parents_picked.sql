-- what is said now: the card's word by the newest card, the hub's by whichever is
-- newer, its list of base models or the tags that it makes of them
with

attributes as (

    select
        ptm_id,
        tags_ptm_name,
        tags_row_hash,
        card_ptm_name,
        card_row_hash,
        base_models_ptm_name,
        base_models_row_hash,
        tags_row_hash is not null or base_models_row_hash is not null
            as is_resolution_collected,
        card_row_hash is not null as is_card_collected,
        coalesce(tags_observed_at >= base_models_observed_at, true)
            as are_tags_as_new,
        coalesce(base_models_observed_at >= tags_observed_at, true)
            as are_base_models_as_new
    from {{ ref('int_ptm_attributes_picked') }}

),

named as (

    select * from {{ ref('int_version_parents_named') }}

),

of_base_models as (

    select
        attributes.ptm_id,
        attributes.is_resolution_collected,
        attributes.is_card_collected,
        named.*
    from attributes
    inner join named
        on
            attributes.base_models_ptm_name = named.ptm_name
            and attributes.base_models_row_hash = named.row_hash
    where named.source = 'base_models' and attributes.are_base_models_as_new

),

of_tags as (

    select
        attributes.ptm_id,
        attributes.is_resolution_collected,
        attributes.is_card_collected,
        named.*
    from attributes
    inner join named
        on
            attributes.tags_ptm_name = named.ptm_name
            and attributes.tags_row_hash = named.row_hash
    where
        named.source = 'tag'
        and (named.is_declared or attributes.are_tags_as_new)

),

of_cards as (

    select
        attributes.ptm_id,
        attributes.is_resolution_collected,
        attributes.is_card_collected,
        named.*
    from attributes
    inner join named
        on
            attributes.card_ptm_name = named.ptm_name
            and attributes.card_row_hash = named.row_hash
    where named.source = 'card'

),

said as (

    select * from of_base_models
    union all
    select * from of_tags
    union all
    select * from of_cards

),

picked as (

    select
        ptm_id,
        parent_native_id,
        parent_name,
        source,
        relation,
        is_hub_resolved,
        is_declared,
        is_resolution_collected,
        is_card_collected
    from said

)

select * from picked
