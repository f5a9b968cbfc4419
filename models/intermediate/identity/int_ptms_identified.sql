-- what hubs showed, and what a list, code, a Space or an answer names that no listing
-- showed
with

listed as (

    select
        ptm_id,
        ptm_key,
        hub_native_id,
        ptm_name,
        is_name_holder,
        first_seen_at,
        last_seen_at
    from {{ ref('int_ptms_listed') }}

),

full_listings as (

    select count(*) as full_listing_count
    from {{ ref('stg_huggingface__listings') }}
    where entity = 'models' and is_full and is_complete

),

answers as (

    select ptm_id, is_there, is_missed from {{ ref('int_ptms_answered') }}

),

mentioned as (

    select
        resolved.ptm_id,
        resolved.ptm_name,
        min(names.first_seen_at) as first_seen_at,
        max(names.last_seen_at) as last_seen_at
    from {{ ref('int_ptm_names_resolved') }} as resolved
    inner join {{ ref('int_ptm_names_mentioned') }} as names
        on resolved.observed_name = names.observed_name
    left join listed on resolved.ptm_id = listed.ptm_id
    -- the name of a parent makes no PTM
    where listed.ptm_id is null and names.makes_ptm
    group by resolved.ptm_id, resolved.ptm_name

),

identified as (

    select
        ptm_id,
        ptm_key,
        'huggingface' as hub,
        hub_native_id,
        ptm_name,
        is_name_holder,
        true as is_known_to_hub,
        first_seen_at,
        last_seen_at
    from listed

    union all

    select
        mentioned.ptm_id,
        {{ surrogate_key(["'huggingface'", 'mentioned.ptm_name']) }} as ptm_key,
        'huggingface' as hub,
        cast(null as string) as hub_native_id,
        mentioned.ptm_name,
        true as is_name_holder,
        -- a Space may name what is not there
        case
            when answers.is_there then true
            when answers.is_missed or full_listings.full_listing_count > 0 then false
        end as is_known_to_hub,
        mentioned.first_seen_at,
        mentioned.last_seen_at
    from mentioned
    cross join full_listings
    left join answers on mentioned.ptm_id = answers.ptm_id

    union all

    select
        ptm_id,
        ptm_key,
        'pytorch-hub' as hub,
        cast(null as string) as hub_native_id,
        ptm_name,
        true as is_name_holder,
        true as is_known_to_hub,
        first_seen_at,
        last_seen_at
    from {{ ref('int_pytorch_hub_ptms_identified') }}

    union all

    select
        ptm_id,
        {{ surrogate_key(["'pytorch-hub'", 'ptm_id']) }} as ptm_key,
        'pytorch-hub' as hub,
        cast(null as string) as hub_native_id,
        ptm_name,
        true as is_name_holder,
        cast(null as boolean) as is_known_to_hub,
        first_seen_at,
        last_seen_at
    from {{ ref('int_pytorch_hub_ptms_called') }}

)

select * from identified
