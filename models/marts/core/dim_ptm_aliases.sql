with

aliases as (

    select hub, alias, ptm_id, alias_kind, evidence, valid_from, valid_to
    from {{ ref('int_ptm_aliases_collected') }}

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
