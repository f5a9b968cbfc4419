-- GraphQL and REST call the same things by other names
{% set fields = {
    'title': {'type': 'string'},
    'body': {'type': 'string'},
    'state': {'type': 'string'},
    'author': {'type': 'string', 'path': 'author.login'},
    'author_rest': {'type': 'string', 'path': 'user.login'},
    'association': {'type': 'string', 'path': 'authorAssociation'},
    'association_rest': {'type': 'string', 'path': 'author_association'},
    'merged_by': {'type': 'string', 'path': 'mergedBy.login'},
    'merged_by_rest': {'type': 'string', 'path': 'merged_by.login'},
    'merge_commit': {'type': 'string', 'path': 'mergeCommit.oid'},
    'merge_commit_rest': {'type': 'string', 'path': 'merge_commit_sha'},
    'base_ref': {'type': 'string', 'path': 'baseRefName'},
    'base_ref_rest': {'type': 'string', 'path': 'base.ref'},
    'head_ref': {'type': 'string', 'path': 'headRefName'},
    'head_ref_rest': {'type': 'string', 'path': 'head.ref'},
    'head_repository': {'type': 'string', 'path': 'headRepository.nameWithOwner'},
    'head_repository_rest': {'type': 'string', 'path': 'head.repo.full_name'},
    'review_decision': {'type': 'string', 'path': 'reviewDecision'},
    'mergeable': {'type': 'string'},
    'merge_state_status': {'type': 'string', 'path': 'mergeStateStatus'},
    'check_state': {'type': 'string', 'path': 'statusCheckRollup.state'},
    'milestone': {'type': 'string', 'path': 'milestone.title'},
    'label_nodes': {'type': 'json', 'path': 'labels.nodes'},
    'labels': {'type': 'json'},
    'assignee_nodes': {'type': 'json', 'path': 'assignees.nodes'},
    'assignees': {'type': 'json'},
    'files_json': {'type': 'json', 'path': 'files.nodes'},
    'commits_json': {'type': 'json', 'path': 'commits.nodes'},
    'reactions_json': {'type': 'json', 'path': 'reactionGroups'},
    'additions': {'type': 'bigint'},
    'deletions': {'type': 'bigint'},
    'changed_files': {'type': 'bigint', 'path': 'changedFiles'},
    'changed_files_rest': {'type': 'bigint', 'path': 'changed_files'},
    'comments': {'type': 'bigint', 'path': 'comments.totalCount'},
    'comments_rest': {'type': 'bigint', 'path': 'comments'},
    'commits': {'type': 'bigint', 'path': 'commits.totalCount'},
    'commits_rest': {'type': 'bigint', 'path': 'commits'},
    'review_count': {'type': 'bigint', 'path': 'reviews.totalCount'},
    'draft': {'type': 'boolean', 'path': 'isDraft'},
    'draft_rest': {'type': 'boolean', 'path': 'draft'},
    'cross_repository': {'type': 'boolean', 'path': 'isCrossRepository'},
    'created': {'type': 'timestamp', 'path': 'createdAt'},
    'created_rest': {'type': 'timestamp', 'path': 'created_at'},
    'closed': {'type': 'timestamp', 'path': 'closedAt'},
    'closed_rest': {'type': 'timestamp', 'path': 'closed_at'},
    'merged': {'type': 'timestamp', 'path': 'mergedAt'},
    'merged_rest': {'type': 'timestamp', 'path': 'merged_at'},
} -%}

with

pull_requests as (

    select
        native_id,
        repository_native_id,
        repository_name,
        number as pull_request_number,
        updated_at,
        observed_at,
        {{ json_record('payload', fields) }} as record
    from {{ source('github', 'pull_requests') }}

),

parsed as (

    select
        native_id,
        repository_native_id,
        repository_name,
        pull_request_number,
        updated_at,
        observed_at,
        {{ record_fields('record', fields) | indent(8) }}
    from pull_requests

),

named as (

    select
        native_id,
        repository_native_id,
        repository_name,
        pull_request_number,
        title,
        body,
        -- REST calls a merged one closed
        case
            when coalesce(merged, merged_rest) is not null then 'merged'
            else lower(state)
        end as state,
        coalesce(author, author_rest) as author_name,
        lower(coalesce(association, association_rest)) as author_association,
        coalesce(merged_by, merged_by_rest) as merged_by_name,
        coalesce(merge_commit, merge_commit_rest) as merge_commit_sha,
        coalesce(base_ref, base_ref_rest) as base_ref,
        coalesce(head_ref, head_ref_rest) as head_ref,
        coalesce(head_repository, head_repository_rest) as head_repository_name,
        lower(review_decision) as review_decision,
        lower(mergeable) as mergeable,
        lower(merge_state_status) as merge_state_status,
        lower(check_state) as check_state,
        milestone,
        coalesce(label_nodes, labels) as labels_json,
        coalesce(assignee_nodes, assignees) as assignees_json,
        files_json,
        commits_json,
        reactions_json,
        additions,
        deletions,
        coalesce(changed_files, changed_files_rest) as changed_file_count,
        coalesce(comments, comments_rest) as comment_count,
        coalesce(commits, commits_rest) as commit_count,
        review_count,
        coalesce(draft, draft_rest) as is_draft,
        cross_repository as is_cross_repository,
        coalesce(created, created_rest) as created_at,
        updated_at,
        coalesce(closed, closed_rest) as closed_at,
        coalesce(merged, merged_rest) as merged_at,
        observed_at
    from parsed

)

select * from named
