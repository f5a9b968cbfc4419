with

removals as (

    select ptm_id, valid_from
    from {{ ref('fct_ptm_changes') }}
    where attribute = 'listed' and new_value = 'false' and valid_to is null

),

without_removal as (

    select ptms.ptm_id, ptms.removed_at
    from {{ ref('dim_ptms') }} as ptms
    left join removals on ptms.ptm_id = removals.ptm_id
    where
        ptms.removed_at is not null
        and ptms.hub = 'huggingface'
        and removals.ptm_id is null

)

select * from without_removal
