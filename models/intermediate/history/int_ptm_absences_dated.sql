-- a PTM is away from the first completed full listing without it until any listing
-- shows it again. A partial listing removes nothing, yet shows what it shows
with

listings as (

    select
        listing_id,
        observed_at,
        case when is_full and is_complete then 1 else 0 end as is_whole
    from {{ ref('stg_huggingface__listings') }}
    where entity = 'models'

),

numbered as (

    select
        listing_id,
        is_whole,
        sum(is_whole) over (order by observed_at, listing_id) as whole_count,
        sum(is_whole) over () as all_whole_count
    from listings

),

-- listings of one moment are one look at the hub
looks as (

    select
        observed_at,
        max(is_whole) as is_whole,
        min(case when is_whole = 1 then listing_id end) as whole_listing_id
    from listings
    group by observed_at

),

dated_looks as (

    select
        observed_at,
        max(case when is_whole = 1 then observed_at end) over (
            order by observed_at rows between unbounded preceding and 1 preceding
        ) as whole_before_at,
        min(case when is_whole = 1 then observed_at end) over (
            order by observed_at rows between 1 following and unbounded following
        ) as whole_after_at
    from looks

),

sightings as (

    select ptm_id, listing_id, observed_at from {{ ref('int_ptm_sightings_keyed') }}

),

-- who stands in every full listing since its first sighting was never away
missed as (

    select sightings.ptm_id
    from sightings
    inner join numbered on sightings.listing_id = numbered.listing_id
    group by sightings.ptm_id
    having
        sum(numbered.is_whole)
        < max(numbered.all_whole_count)
        - min(numbered.whole_count - numbered.is_whole)

),

steps as (

    select
        sightings.ptm_id,
        sightings.observed_at as last_seen_at,
        lead(sightings.observed_at) over (
            partition by sightings.ptm_id order by sightings.observed_at
        ) as next_seen_at
    from sightings
    inner join missed on sightings.ptm_id = missed.ptm_id

),

absences as (

    select
        steps.ptm_id,
        steps.last_seen_at,
        dated_looks.whole_after_at as removed_at,
        steps.next_seen_at as returned_at
    from steps
    inner join dated_looks on steps.last_seen_at = dated_looks.observed_at
    where
        dated_looks.whole_after_at < steps.next_seen_at
        or (dated_looks.whole_after_at is not null and steps.next_seen_at is null)

),

dated as (

    select
        absences.ptm_id,
        removal_looks.whole_listing_id as removal_listing_id,
        min(return_sightings.listing_id) as return_listing_id,
        absences.last_seen_at,
        absences.removed_at,
        return_looks.whole_before_at as last_missed_at,
        absences.returned_at
    from absences
    inner join looks as removal_looks
        on absences.removed_at = removal_looks.observed_at
    left join dated_looks as return_looks
        on absences.returned_at = return_looks.observed_at
    left join sightings as return_sightings
        on
            absences.ptm_id = return_sightings.ptm_id
            and absences.returned_at = return_sightings.observed_at
    group by all

)

select * from dated
