-- a Space is gone when a completed full listing no longer has it
select
    spaces.space_id,
    min(listings.observed_at) as removed_at
from {{ ref('int_spaces_listed') }} as spaces
inner join {{ ref('stg_huggingface__listings') }} as listings
    on spaces.last_seen_at < listings.observed_at
where listings.entity = 'spaces' and listings.is_full and listings.is_complete
group by spaces.space_id
