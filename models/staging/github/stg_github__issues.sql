{%- set fields = {
    'title': {'type': 'string'},
    'body': {'type': 'string'},
    'state': {'type': 'string'},
    'state_reason': {'type': 'string'},
    'author': {'type': 'string', 'path': 'user.login'},
    'author_association': {'type': 'string'},
    'milestone': {'type': 'string', 'path': 'milestone.title'},
    'labels_json': {'type': 'json', 'path': 'labels'},
    'assignees_json': {'type': 'json', 'path': 'assignees'},
    'comment_count': {'type': 'bigint', 'path': 'comments'},
    'reaction_count': {'type': 'bigint', 'path': 'reactions.total_count'},
    'is_locked': {'type': 'boolean', 'path': 'locked'},
    'created_at': {'type': 'timestamp'},
    'closed_at': {'type': 'timestamp'},
} -%}

with

issues as (

    select
        native_id,
        repository_native_id,
        repository_name,
        number as issue_number,
        updated_at,
        observed_at,
        {{ json_record('payload', fields) }} as record
    from {{ source('github', 'issues') }}

),

parsed as (

    select
        native_id,
        repository_native_id,
        repository_name,
        issue_number,
        updated_at,
        observed_at,
        {{ record_fields('record', fields) | indent(8) }}
    from issues

),

named as (

    select
        native_id,
        repository_native_id,
        repository_name,
        issue_number,
        title,
        body,
        state,
        state_reason,
        author as author_name,
        lower(author_association) as author_association,
        milestone,
        labels_json,
        assignees_json,
        comment_count,
        reaction_count,
        is_locked,
        created_at,
        updated_at,
        closed_at,
        observed_at
    from parsed

)

select * from named
