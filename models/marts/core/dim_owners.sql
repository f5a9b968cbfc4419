with

ptms as (

    select
        hub,
        owner,
        'models' as entity,
        downloads_30d,
        downloads_all_time,
        likes,
        first_seen_at,
        coalesce(is_removed, false) or is_known_to_hub is false as is_absent
    from {{ ref('dim_ptms') }}

),

datasets as (

    select
        hub,
        owner,
        'datasets' as entity,
        cast(null as bigint) as downloads_30d,
        cast(null as bigint) as downloads_all_time,
        cast(null as bigint) as likes,
        first_seen_at,
        coalesce(is_removed, false) or is_known_to_hub is false as is_absent
    from {{ ref('dim_datasets') }}

),

spaces as (

    select
        hub,
        owner,
        'spaces' as entity,
        cast(null as bigint) as downloads_30d,
        cast(null as bigint) as downloads_all_time,
        cast(null as bigint) as likes,
        first_seen_at,
        is_removed as is_absent
    from {{ ref('dim_spaces') }}

),

-- who is not in the whole list of them has none; a part of the list does not say so
listed as (

    select
        'huggingface' as hub,
        count(*) filter (where entity = 'models') > 0 as has_listed_ptms,
        count(*) filter (where entity = 'datasets') > 0 as has_listed_datasets,
        count(*) filter (where entity = 'spaces') > 0 as has_listed_spaces
    from {{ ref('stg_huggingface__listings') }}
    where is_full and is_complete

),

owned as (

    select * from ptms
    union all
    select * from datasets
    union all
    select * from spaces

),

counted as (

    select
        hub,
        owner,
        count(*) filter (where entity = 'models') as seen_ptm_count,
        count(*) filter (where entity = 'datasets') as seen_dataset_count,
        count(*) filter (where entity = 'spaces') as seen_space_count,
        count(*) filter (where entity = 'models' and not is_absent) as ptm_count,
        count(*) filter (where entity = 'datasets' and not is_absent)
            as dataset_count,
        count(*) filter (where entity = 'spaces' and not is_absent) as space_count,
        count(*) filter (where entity = 'models' and is_absent) as absent_ptm_count,
        sum(case when not is_absent then downloads_30d end) as downloads_30d,
        sum(case when not is_absent then downloads_all_time end)
            as downloads_all_time,
        sum(case when not is_absent then likes end) as likes,
        min(first_seen_at) as first_seen_at
    from owned
    where owner is not null
    group by hub, owner

),

final as (

    select
        counted.hub,
        counted.owner,
        case
            when counted.hub = 'huggingface'
                then 'https://huggingface.co/' || counted.owner
        end as url,
        case
            when counted.seen_ptm_count > 0 or listed.has_listed_ptms
                then counted.ptm_count
        end as ptm_count,
        counted.absent_ptm_count,
        case
            when counted.seen_dataset_count > 0 or listed.has_listed_datasets
                then counted.dataset_count
        end as dataset_count,
        case
            when counted.seen_space_count > 0 or listed.has_listed_spaces
                then counted.space_count
        end as space_count,
        cast(counted.downloads_30d as bigint) as downloads_30d,
        cast(counted.downloads_all_time as bigint) as downloads_all_time,
        cast(counted.likes as bigint) as likes,
        counted.first_seen_at
    from counted
    left join listed on counted.hub = listed.hub

)

select * from final
