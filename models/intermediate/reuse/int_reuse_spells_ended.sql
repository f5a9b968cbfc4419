-- what a PTM went for: the one that came into the file with the same commit. Of several
-- nobody can say which took its place, and one that came into another file has moved
with

spells as (

    select * from {{ ref('int_reuse_spells_dated') }}

),

arrivals as (

    select
        repository_id,
        path,
        adopted_commit,
        count(distinct ptm_id) as arrived_ptm_count,
        min(ptm_id) as arrived_ptm_id
    from spells
    group by repository_id, path, adopted_commit

),

moves as (

    select distinct
        leaving.repository_id,
        leaving.path,
        leaving.ptm_id,
        leaving.removed_commit
    from spells as leaving
    inner join spells as arriving
        on
            leaving.repository_id = arriving.repository_id
            and leaving.ptm_id = arriving.ptm_id
            and leaving.removed_commit = arriving.adopted_commit
            and leaving.path != arriving.path

),

ended as (

    select
        spells.*,
        arrivals.arrived_ptm_id,
        case
            when spells.is_censored then null
            when moves.ptm_id is not null then 'moved'
            when arrivals.arrived_ptm_count = 1 then 'replaced'
            when arrivals.arrived_ptm_count > 1 then 'several_came'
            when spells.removing_change = 'removed' then 'file_removed'
            else 'dropped'
        end as ending,
        case
            when not spells.is_censored then coalesce(arrivals.arrived_ptm_count, 0)
        end as arrived_ptm_count
    from spells
    left join arrivals
        on
            spells.repository_id = arrivals.repository_id
            and spells.path = arrivals.path
            and spells.removed_commit = arrivals.adopted_commit
    left join moves
        on
            spells.repository_id = moves.repository_id
            and spells.path = moves.path
            and spells.ptm_id = moves.ptm_id
            and spells.removed_commit = moves.removed_commit

)

select * from ended
