-- every name by which the hub was asked about one PTM, or by which its Spaces and
-- papers call one
with

fetches as (

    select
        item as observed_name,
        'an answer of the hub' as mentioned_by,
        fetched_at as seen_at
    from {{ ref('stg_huggingface__fetches') }}
    where
        entity = 'models'
        and endpoint != 'listing'
        and status in ('ok', 'gated', 'disabled')
        -- one discussion, and the files of one commit
        and not contains(item, '#')
        and not contains(item, '@')

),

space_ptms as (

    select
        declared_name as observed_name,
        'a Space' as mentioned_by,
        observed_at as seen_at
    from {{ ref('int_space_ptms_named') }}

),

paper_ptms as (

    select
        ptm_name as observed_name,
        'the page of a paper' as mentioned_by,
        fetched_at as seen_at
    from {{ ref('stg_huggingface__paper_linked_models') }}

),

seen as (

    select observed_name, mentioned_by, seen_at from fetches
    union all
    select observed_name, mentioned_by, seen_at from space_ptms
    union all
    select observed_name, mentioned_by, seen_at from paper_ptms

),

fetched as (

    select
        observed_name,
        mentioned_by,
        min(seen_at) as first_seen_at,
        max(seen_at) as last_seen_at
    from seen
    group by observed_name, mentioned_by

)

select * from fetched
