{%- set kinds = {'datasets': 'dataset', 'spaces': 'space'} -%}
-- each time a listing showed a dataset or a Space, with the version it showed
with

listings as (

    select listing_id, part_count from {{ ref('stg_huggingface__listings') }}

),

{%- for entity, kind in kinds.items() %}

{{ entity }} as (

    select
        '{{ entity }}' as entity,
        observations.{{ kind }}_name as hub_name,
        observations.listing_id,
        observations.part,
        observations.row_hash,
        versions.hub_native_id,
        versions.shape,
        observations.downloads_30d,
        observations.likes,
        observations.observed_at
    from {{ ref('stg_huggingface__' ~ kind ~ '_observations') }} as observations
    inner join {{ ref('stg_huggingface__' ~ kind ~ '_versions') }} as versions
        on
            observations.{{ kind }}_name = versions.{{ kind }}_name
            and observations.row_hash = versions.row_hash

),
{%- endfor %}

seen as (

    select * from datasets
    union all
    select * from spaces

),

joined as (

    select
        seen.entity,
        seen.hub_name,
        seen.listing_id,
        seen.row_hash,
        seen.hub_native_id,
        seen.shape,
        seen.downloads_30d,
        seen.likes,
        seen.observed_at
    from seen
    inner join listings
        on
            seen.listing_id = listings.listing_id
            -- parts beyond are what a shorter dump of the same moment replaced
            and seen.part <= listings.part_count

)

select * from joined
