{%- set fields = {
    'message': {'type': 'string', 'path': 'commit.message'},
    'author_login': {'type': 'string', 'path': 'author.login'},
    'author_git': {'type': 'string', 'path': 'commit.author.name'},
    'comment_count': {'type': 'bigint', 'path': 'commit.comment_count'},
    'is_verified': {'type': 'boolean', 'path': 'commit.verification.verified'},
    'authored_at': {'type': 'timestamp', 'path': 'commit.author.date'},
} -%}

with

commits as (

    select
        native_id as commit_sha,
        repository_native_id,
        repository_name,
        committed_at,
        observed_at,
        {{ json_record('payload', fields) }} as record
    from {{ source('github', 'commits') }}

),

parsed as (

    select
        commit_sha,
        repository_native_id,
        repository_name,
        committed_at,
        observed_at,
        {{ record_fields('record', fields) | indent(8) }}
    from commits

),

named as (

    select
        commit_sha,
        repository_native_id,
        repository_name,
        split_part(message, chr(10), 1) as title,
        message,
        coalesce(author_login, author_git) as author_name,
        case
            when author_login is not null then 'account'
            when author_git is not null then 'git'
        end as author_kind,
        comment_count,
        is_verified,
        authored_at,
        committed_at,
        observed_at
    from parsed

)

select * from named
