with

commits as (

    select * from {{ ref('stg_huggingface__commits') }}
    where entity = 'models'

),

ptms as (

    select ptm_id, hub_name
    from {{ ref('int_ptm_fetches_resolved') }}
    where endpoint = 'commits'

),

co_authors as (

    select
        hub_name,
        commit_sha,
        {{ string_agg_ordered('author_name', ', ', 'position') }} as co_authors
    from {{ ref('stg_huggingface__commit_authors') }}
    where entity = 'models' and position > 1
    group by hub_name, commit_sha

),

final as (

    select
        ptms.ptm_id,
        commits.commit_sha,
        commits.title,
        commits.message,
        commits.author_name,
        commits.author_kind,
        co_authors.co_authors,
        commits.position,
        -- git writes such a title itself, for a commit that brings nothing of its own
        coalesce(
            {{ regex_matches(
                'commits.title',
                '^Merge (branch|commit|pull request|remote-tracking branch|tag) '
            ) }},
            false
        ) as is_merge_stub,
        commits.committed_at
    from commits
    inner join ptms on commits.hub_name = ptms.hub_name
    left join co_authors
        on
            commits.hub_name = co_authors.hub_name
            and commits.commit_sha = co_authors.commit_sha

)

select * from final
