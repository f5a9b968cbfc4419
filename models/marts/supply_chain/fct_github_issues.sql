with

issues as (

    select * from {{ ref('stg_github__issues') }}

),

-- an issue goes with its repository, whatever that is called now
repositories as (

    select native_id, repository_name from {{ ref('stg_github__repositories') }}

),

labels as (

    select
        native_id,
        {{ string_agg_ordered('label', ', ', 'position') }} as labels
    from {{ ref('stg_github__issue_labels') }}
    group by native_id

),

assignees as (

    select
        native_id,
        {{ string_agg_ordered('assignee_name', ', ', 'position') }} as assignees
    from {{ ref('stg_github__issue_assignees') }}
    group by native_id

),

keyed as (

    select
        {{ repository_id(
            'coalesce(repositories.repository_name, issues.repository_name)'
        ) }}
            as repository_id,
        issues.issue_number,
        issues.title,
        issues.body,
        issues.state,
        issues.state_reason,
        issues.author_name,
        issues.author_association,
        issues.milestone,
        labels.labels,
        assignees.assignees,
        issues.comment_count,
        issues.reaction_count,
        issues.is_locked,
        issues.created_at,
        issues.updated_at,
        issues.closed_at,
        issues.observed_at as _observed_at
    from issues
    left join repositories on issues.repository_native_id = repositories.native_id
    left join labels on issues.native_id = labels.native_id
    left join assignees on issues.native_id = assignees.native_id

),

-- a name that was given up and taken again has two issues of a number
final as (

    select * from keyed
    qualify
        row_number() over (
            partition by repository_id, issue_number
            order by _observed_at desc, created_at desc nulls last, title
        ) = 1

)

select * from final
