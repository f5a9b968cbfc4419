-- the datasets and Spaces that a hub showed, under their current names
with

names as (

    select entity, hub_name, item_key, first_seen_at, last_seen_at
    from {{ ref('int_hub_items_named') }}

),

spans as (

    select
        entity,
        item_key,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from names
    group by entity, item_key

),

newest_names as (

    select entity, item_key, hub_name, last_seen_at
    from names
    qualify
        row_number() over (
            partition by entity, item_key
            order by
                last_seen_at desc,
                -- the hub gave owners to names that had none, and answers to both
                case when contains(hub_name, '/') then 0 else 1 end,
                first_seen_at desc,
                hub_name
        ) = 1

),

-- who has the name now; one whose name was taken is out of sight
holders as (

    select entity, item_key, hub_name
    from newest_names
    qualify
        row_number() over (
            partition by entity, hub_name order by last_seen_at desc, item_key
        ) = 1

),

listed as (

    select
        holders.entity,
        holders.item_key,
        holders.hub_name,
        spans.first_seen_at,
        spans.last_seen_at
    from holders
    inner join spans
        on holders.entity = spans.entity and holders.item_key = spans.item_key

)

select * from listed
