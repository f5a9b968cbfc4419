-- the Spaces that a hub showed, under their current names
with

names as (

    select space_key, space_name, first_seen_at, last_seen_at
    from {{ ref('int_space_names_seen') }}

),

spans as (

    select
        space_key,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from names
    group by space_key

),

newest_names as (

    select space_key, space_name, last_seen_at
    from names
    qualify
        row_number() over (
            partition by space_key
            order by
                last_seen_at desc,
                first_seen_at desc,
                -- the hub gave owners to names that had none
                case when contains(space_name, '/') then 0 else 1 end,
                space_name
        ) = 1

),

-- who has the name now; a Space whose name was taken is out of sight
holders as (

    select space_key, space_name
    from newest_names
    qualify
        row_number()
            over (partition by space_name order by last_seen_at desc, space_key)
        = 1

),

listed as (

    select
        holders.space_key,
        {{ space_id('holders.space_name') }} as space_id,
        holders.space_name,
        spans.first_seen_at,
        spans.last_seen_at
    from holders
    inner join spans on holders.space_key = spans.space_key

)

select * from listed
