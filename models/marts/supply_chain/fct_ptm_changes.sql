with

attributes as (

    select
        ptm_id,
        attribute,
        old_value,
        new_value,
        evidence,
        listing_id,
        old_value_seen_at,
        valid_from,
        valid_to
    from {{ ref('int_ptm_attributes_followed') }}

),

absences as (

    select
        ptm_id,
        removal_listing_id,
        return_listing_id,
        last_seen_at,
        removed_at,
        last_missed_at,
        returned_at
    from {{ ref('int_ptm_absences_dated') }}

),

removals as (

    select
        ptm_id,
        'listed' as attribute,
        'true' as old_value,
        'false' as new_value,
        'missing from a full listing' as evidence,
        removal_listing_id as listing_id,
        last_seen_at as old_value_seen_at,
        removed_at as valid_from,
        returned_at as valid_to
    from absences

),

returns as (

    select
        ptm_id,
        'listed' as attribute,
        'false' as old_value,
        'true' as new_value,
        'shown by a listing' as evidence,
        return_listing_id as listing_id,
        last_missed_at as old_value_seen_at,
        returned_at as valid_from,
        lead(removed_at) over (partition by ptm_id order by removed_at) as valid_to
    from absences

),

changes as (

    select * from attributes
    union all
    select * from removals
    union all
    select * from returns
    where valid_from is not null

),

final as (

    select
        {{ surrogate_key(['ptm_id', 'attribute', 'valid_from']) }} as ptm_change_key,
        ptm_id,
        listing_id,
        attribute,
        old_value,
        new_value,
        evidence,
        old_value_seen_at,
        valid_from,
        valid_to
    from changes

)

select * from final
