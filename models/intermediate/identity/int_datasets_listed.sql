-- the datasets that a hub showed, under their current names
with

names as (

    select dataset_key, dataset_name, first_seen_at, last_seen_at
    from {{ ref('int_dataset_names_seen') }}

),

spans as (

    select
        dataset_key,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from names
    group by dataset_key

),

newest_names as (

    select dataset_key, dataset_name, last_seen_at
    from names
    qualify
        row_number() over (
            partition by dataset_key
            order by
                last_seen_at desc,
                first_seen_at desc,
                -- the hub gave owners to names that had none
                case when contains(dataset_name, '/') then 0 else 1 end,
                dataset_name
        ) = 1

),

-- who has the name now; a dataset whose name was taken is out of sight
holders as (

    select dataset_key, dataset_name
    from newest_names
    qualify
        row_number()
            over (partition by dataset_name order by last_seen_at desc, dataset_key)
        = 1

),

listed as (

    select
        holders.dataset_key,
        {{ dataset_id('holders.dataset_name') }} as dataset_id,
        holders.dataset_name,
        spans.first_seen_at,
        spans.last_seen_at
    from holders
    inner join spans on holders.dataset_key = spans.dataset_key

)

select * from listed
