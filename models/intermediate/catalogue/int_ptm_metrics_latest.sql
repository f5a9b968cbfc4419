-- the newest figure of each kind that a listing said
with

ranked as (

    select
        ptm_id,
        downloads_30d,
        downloads_all_time,
        likes,
        observed_at,
        row_number() over (partition by ptm_id order by observed_at desc, listing_id)
            as recency
    from {{ ref('int_ptm_sightings_keyed') }}

),

latest as (

    select
        ptm_id,
        {{ latest_value('downloads_30d', 'recency', 'downloads_30d is not null') }}
            as downloads_30d,
        {{ latest_value(
            'downloads_all_time', 'recency', 'downloads_all_time is not null'
        ) }}
            as downloads_all_time,
        {{ latest_value('likes', 'recency', 'likes is not null') }} as likes
    from ranked
    group by ptm_id

)

select * from latest
