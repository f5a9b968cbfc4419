-- under which name a PTM was asked about last: what was fetched under another name is
-- an older copy of the same history, and does not count beside it
with

fetches as (

    select item as hub_name, endpoint, status, revision, fetched_at
    from {{ ref('stg_huggingface__fetches') }}
    where
        entity = 'models'
        and endpoint != 'listing'
        -- one discussion, and the files of one commit
        and not contains(item, '#')
        and not contains(item, '@')

),

-- when the hub last answered about the repository at all
answers as (

    select hub_name, max(fetched_at) as answered_at
    from fetches
    where status = 'ok'
    group by hub_name

),

names as (

    select observed_name, ptm_id from {{ ref('int_ptm_names_resolved') }}

),

resolved as (

    select
        names.ptm_id,
        fetches.endpoint,
        fetches.hub_name,
        fetches.status,
        fetches.revision,
        -- nothing at the revision of a repository that is there: it is empty
        fetches.status = 'ok'
        or (
            fetches.status = 'not_found'
            and coalesce(answers.answered_at >= fetches.fetched_at, false)
        ) as is_answered,
        fetches.fetched_at
    from fetches
    inner join names on fetches.hub_name = names.observed_name
    left join answers on fetches.hub_name = answers.hub_name
    qualify
        row_number() over (
            partition by names.ptm_id, fetches.endpoint
            order by
                case when fetches.status = 'ok' then 0 else 1 end,
                fetches.fetched_at desc,
                fetches.hub_name
        ) = 1

)

select * from resolved
