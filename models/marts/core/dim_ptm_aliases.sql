with

aliases as (

    select
        'huggingface' as hub,
        alias,
        ptm_id,
        alias_kind,
        evidence,
        valid_from,
        valid_to
    from {{ ref('int_ptm_aliases_collected') }}

    union all

    select
        'pytorch-hub' as hub,
        ptm_name as alias,
        ptm_id,
        'current' as alias_kind,
        'loaded by the card ' || card_name as evidence,
        first_seen_at as valid_from,
        cast(null as timestamp) as valid_to
    from {{ ref('int_pytorch_hub_ptms_identified') }}

    union all

    select
        'pytorch-hub' as hub,
        ptm_name as alias,
        ptm_id,
        'current' as alias_kind,
        'named by code, not by a card' as evidence,
        first_seen_at as valid_from,
        cast(null as timestamp) as valid_to
    from {{ ref('int_pytorch_hub_ptms_called') }}

),

final as (

    select
        {{ surrogate_key(['hub', 'alias', 'valid_from', 'ptm_id']) }}
            as alias_key,
        hub,
        alias,
        ptm_id,
        alias_kind,
        evidence,
        valid_from,
        valid_to
    from aliases

)

select * from final
