-- what is said now: the card's word by the newest card, the hub's by whichever is
-- newer, its list of base models or the tags that it makes of them
with

attributes as (

    select
        *,
        tags_row_hash is not null or base_models_row_hash is not null
            as is_resolution_collected,
        card_row_hash is not null as is_card_collected
    from {{ ref('int_ptm_attributes_picked') }}

),

named as (

    select * from {{ ref('int_version_parents_named') }}

),

records as (

    select
        ptm_id,
        'base_models' as source,
        base_models_ptm_name as ptm_name,
        base_models_row_hash as row_hash,
        coalesce(base_models_observed_at >= tags_observed_at, true) as is_newest,
        is_resolution_collected,
        is_card_collected
    from attributes

    union all

    select
        ptm_id,
        'tag' as source,
        tags_ptm_name as ptm_name,
        tags_row_hash as row_hash,
        coalesce(tags_observed_at >= base_models_observed_at, true) as is_newest,
        is_resolution_collected,
        is_card_collected
    from attributes

    union all

    select
        ptm_id,
        'card' as source,
        card_ptm_name as ptm_name,
        card_row_hash as row_hash,
        true as is_newest,
        is_resolution_collected,
        is_card_collected
    from attributes

),

-- what an owner wrote into a tag stays, however old the tags are
picked as (

    select
        records.ptm_id,
        named.parent_native_id,
        named.parent_name,
        named.source,
        named.relation,
        named.is_hub_resolved,
        named.is_declared,
        records.is_resolution_collected,
        records.is_card_collected
    from records
    inner join named
        on
            records.source = named.source
            and records.ptm_name = named.ptm_name
            and records.row_hash = named.row_hash
    where records.is_newest or named.is_declared

)

select * from picked
