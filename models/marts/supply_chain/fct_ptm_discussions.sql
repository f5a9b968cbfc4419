with

discussions as (

    select * from {{ ref('stg_huggingface__discussions') }}
    where entity = 'models'

),

ptms as (

    select ptm_id, hub_name, fetched_at
    from {{ ref('int_ptm_fetches_resolved') }}
    where endpoint = 'discussions'

),

final as (

    select
        ptms.ptm_id,
        discussions.discussion_number,
        discussions.title,
        discussions.status,
        discussions.author_name,
        discussions.author_kind,
        discussions.comment_count,
        discussions.reaction_user_count,
        discussions.is_pull_request,
        discussions.is_pinned,
        discussions.created_at,
        ptms.fetched_at as _observed_at
    from discussions
    inner join ptms on discussions.hub_name = ptms.hub_name

)

select * from final
