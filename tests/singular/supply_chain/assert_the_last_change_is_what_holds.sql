-- the dimension picks the newest answer, the history tells the steps that led there
with

last_changes as (

    select ptm_id, attribute, new_value, valid_from
    from {{ ref('fct_ptm_changes') }}
    where valid_to is null

),

ptms as (

    select
        ptm_id,
        task,
        library,
        gating,
        cast(is_disabled as string) as disabled,
        full_name as name,
        case when is_removed then 'false' else 'true' end as listed,
        removed_at
    from {{ ref('dim_ptms') }}

),

compared as (

    select
        last_changes.ptm_id,
        last_changes.attribute,
        last_changes.new_value,
        case
            when last_changes.attribute = 'task' then ptms.task
            when last_changes.attribute = 'library' then ptms.library
            when last_changes.attribute = 'gating' then ptms.gating
            when last_changes.attribute = 'disabled' then ptms.disabled
            when last_changes.attribute = 'name' then ptms.name
            when last_changes.attribute = 'listed' then ptms.listed
        end as current_value,
        last_changes.valid_from,
        ptms.removed_at
    from last_changes
    inner join ptms on last_changes.ptm_id = ptms.ptm_id
    where
        last_changes.attribute
        in ('task', 'library', 'gating', 'disabled', 'name', 'listed')

),

contradictions as (

    select * from compared
    where
        new_value is distinct from current_value
        or (
            attribute = 'listed'
            and new_value = 'false'
            and removed_at is distinct from valid_from
        )

)

select * from contradictions
