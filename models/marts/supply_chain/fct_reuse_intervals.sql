with

spells as (

    select * from {{ ref('int_reuse_spells_ended') }}

),

final as (

    select
        {{ surrogate_key(['repository_id', 'path', 'ptm_id', 'first_version_number']) }}
            as interval_id,
        repository_id,
        ptm_id,
        case when ending = 'replaced' then arrived_ptm_id end as replaced_by_ptm_id,
        path,
        adopted_commit,
        removed_commit,
        ending,
        arrived_ptm_count,
        -- a rebased commit may be older than the one before it
        greatest(
            0,
            {{ days_between('adopted_at', 'coalesce(removed_at, observed_until_at)') }}
        ) as duration_days,
        is_censored,
        adopted_at,
        removed_at,
        observed_until_at
    from spells

)

select * from final
