{%- set fields = {
    'commit_sha': {'type': 'string', 'path': 'commit.oid'},
    'title': {'type': 'string', 'path': 'commit.messageHeadline'},
    'message': {'type': 'string', 'path': 'commit.messageBody'},
    'author_login': {'type': 'string', 'path': 'commit.author.user.login'},
    'author_git': {'type': 'string', 'path': 'commit.author.name'},
    'authored_at': {'type': 'timestamp', 'path': 'commit.authoredDate'},
    'committed_at': {'type': 'timestamp', 'path': 'commit.committedDate'},
} -%}

with

pull_requests as (

    select native_id, commits_json from {{ ref('stg_github__pull_requests') }}

),

elements as (

    select
        native_id,
        {{ unnest_strings(json_elements('commits_json'), 'element_json', 'position') }}
    from pull_requests

),

records as (

    select
        *,
        {{ json_record('element_json', fields) }} as record
    from elements

),

parsed as (

    select
        native_id,
        position,
        {{ record_fields('record', fields) | indent(8) }}
    from records

),

named as (

    select
        native_id,
        commit_sha,
        title,
        message,
        coalesce(author_login, author_git) as author_name,
        case
            when author_login is not null then 'account'
            when author_git is not null then 'git'
        end as author_kind,
        position,
        authored_at,
        committed_at
    from parsed

)

select * from named
