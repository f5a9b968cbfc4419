-- file trees under the PTM they are of, each revision once, and which came before
with

snapshots as (

    select * from {{ ref('stg_huggingface__snapshots') }}
    where entity = 'models'

),

names as (

    select observed_name, ptm_id from {{ ref('int_ptm_names_resolved') }}

),

-- the same revision under two names of the PTM: a whole tree rather than a cut one
resolved as (

    select
        names.ptm_id,
        snapshots.hub_name,
        snapshots.revision,
        snapshots.cut_reason,
        snapshots.file_count,
        snapshots.total_bytes,
        snapshots.is_complete,
        snapshots.taken_at
    from snapshots
    inner join names on snapshots.hub_name = names.observed_name
    qualify
        row_number() over (
            partition by names.ptm_id, snapshots.revision
            order by
                case when snapshots.is_complete then 0 else 1 end,
                snapshots.taken_at desc,
                snapshots.hub_name
        ) = 1

),

ordered as (

    select
        ptm_id,
        revision,
        hub_name,
        cut_reason,
        lag(revision) over (
            partition by ptm_id order by taken_at, revision
        ) as previous_revision,
        file_count,
        total_bytes,
        is_complete,
        row_number() over (
            partition by ptm_id order by taken_at desc, revision desc
        ) = 1 as is_newest,
        taken_at,
        lag(taken_at) over (
            partition by ptm_id order by taken_at, revision
        ) as previous_taken_at
    from resolved

)

select * from ordered
