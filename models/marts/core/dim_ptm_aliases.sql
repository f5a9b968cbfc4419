with

aliases as (

    select alias, ptm_id, alias_kind, evidence, valid_from, valid_to
    from {{ ref('int_ptm_aliases_collected') }}

),

final as (

    select
        {{ surrogate_key(["'huggingface'", 'alias', 'valid_from', 'ptm_id']) }}
            as alias_key,
        'huggingface' as hub,
        alias,
        ptm_id,
        alias_kind,
        evidence,
        valid_from,
        valid_to
    from aliases

)

select * from final
