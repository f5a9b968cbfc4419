with

sightings as (

    select
        ptm_id,
        ptm_name,
        repository_name,
        entry_point,
        listing_id,
        card_name,
        position,
        observed_at
    from {{ ref('int_pytorch_hub_entry_points_joined') }}
    where not is_helper

),

repositories as (

    select observed_name, repository_id from {{ ref('int_repository_names_resolved') }}

),

spans as (

    select ptm_id, min(observed_at) as first_seen_at
    from sightings
    group by ptm_id

),

-- cards differ in the case of a repository's name; the newest spelling is shown
newest as (

    select *
    from sightings
    qualify
        row_number() over (
            partition by ptm_id
            order by observed_at desc, card_name, position
        ) = 1

),

identified as (

    select
        newest.ptm_id,
        {{ surrogate_key(["'pytorch-hub'", 'newest.ptm_id']) }} as ptm_key,
        newest.ptm_name,
        newest.entry_point,
        repositories.repository_id,
        newest.listing_id,
        newest.card_name,
        spans.first_seen_at,
        newest.observed_at as last_seen_at
    from newest
    inner join spans on newest.ptm_id = spans.ptm_id
    inner join repositories on newest.repository_name = repositories.observed_name

)

select * from identified
