-- what a hub showed, and what a PTM declares that no hub showed
with

listed as (

    select dataset_id, dataset_key, dataset_name, first_seen_at, last_seen_at
    from {{ ref('int_datasets_listed') }}

),

full_listings as (

    select count(*) as full_listing_count
    from {{ ref('stg_huggingface__listings') }}
    where entity = 'datasets' and is_full and is_complete

),

declared_only as (

    select
        resolved.dataset_id,
        resolved.dataset_name,
        min(resolved.first_seen_at) as first_seen_at,
        max(resolved.last_seen_at) as last_seen_at
    from {{ ref('int_dataset_names_resolved') }} as resolved
    left join listed on resolved.dataset_id = listed.dataset_id
    where listed.dataset_id is null
    group by resolved.dataset_id, resolved.dataset_name

),

identified as (

    select
        dataset_id,
        dataset_key,
        dataset_name,
        true as is_known_to_hub,
        first_seen_at,
        last_seen_at
    from listed

    union all

    select
        declared_only.dataset_id,
        cast(null as string) as dataset_key,
        declared_only.dataset_name,
        case when full_listings.full_listing_count > 0 then false end
            as is_known_to_hub,
        declared_only.first_seen_at,
        declared_only.last_seen_at
    from declared_only
    cross join full_listings

)

select * from identified
