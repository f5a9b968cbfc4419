with

events as (

    select * from {{ ref('stg_huggingface__discussion_events') }}
    where entity = 'models'

),

ptms as (

    select ptm_id, hub_name
    from {{ ref('int_ptm_fetches_resolved') }}
    where endpoint = 'discussions'

),

final as (

    select
        ptms.ptm_id,
        events.discussion_number,
        events.event_id,
        events.event_type,
        events.author_name,
        events.author_kind,
        events.comment_text,
        events.new_status,
        events.commit_sha,
        events.commit_title,
        events.old_title,
        events.new_title,
        events.position,
        events.edit_count,
        events.is_hidden,
        events.created_at
    from events
    inner join ptms on events.hub_name = ptms.hub_name

)

select * from final
