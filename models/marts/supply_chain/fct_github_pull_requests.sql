with

pull_requests as (

    select * from {{ ref('stg_github__pull_requests') }}

),

-- a pull request goes with its repository, whatever that is called now
repositories as (

    select native_id, repository_name from {{ ref('stg_github__repositories') }}

),

labels as (

    select
        native_id,
        {{ string_agg_ordered('label', ', ', 'position') }} as labels
    from {{ ref('stg_github__pull_request_labels') }}
    group by native_id

),

assignees as (

    select
        native_id,
        {{ string_agg_ordered('assignee_name', ', ', 'position') }} as assignees
    from {{ ref('stg_github__pull_request_assignees') }}
    group by native_id

),

reactions as (

    select native_id, cast(sum(reaction_count) as bigint) as reaction_count
    from {{ ref('stg_github__pull_request_reactions') }}
    group by native_id

),

keyed as (

    select
        {{ repository_id(
            'coalesce(repositories.repository_name, pull_requests.repository_name)'
        ) }}
            as repository_id,
        pull_requests.pull_request_number,
        pull_requests.title,
        pull_requests.body,
        pull_requests.state,
        pull_requests.author_name,
        pull_requests.author_association,
        pull_requests.merged_by_name,
        pull_requests.merge_commit_sha,
        pull_requests.base_ref,
        pull_requests.head_ref,
        pull_requests.head_repository_name,
        pull_requests.review_decision,
        pull_requests.mergeable,
        pull_requests.merge_state_status,
        pull_requests.check_state,
        pull_requests.milestone,
        labels.labels,
        assignees.assignees,
        pull_requests.additions,
        pull_requests.deletions,
        pull_requests.changed_file_count,
        pull_requests.commit_count,
        pull_requests.comment_count,
        pull_requests.review_count,
        reactions.reaction_count,
        pull_requests.is_draft,
        pull_requests.is_cross_repository,
        pull_requests.created_at,
        pull_requests.updated_at,
        pull_requests.closed_at,
        pull_requests.merged_at,
        pull_requests.observed_at as _observed_at
    from pull_requests
    left join repositories
        on pull_requests.repository_native_id = repositories.native_id
    left join labels on pull_requests.native_id = labels.native_id
    left join assignees on pull_requests.native_id = assignees.native_id
    left join reactions on pull_requests.native_id = reactions.native_id

),

-- a name that was given up and taken again has two pull requests of a number
final as (

    select * from keyed
    qualify
        row_number() over (
            partition by repository_id, pull_request_number
            order by _observed_at desc, created_at desc nulls last, title
        ) = 1

)

select * from final
