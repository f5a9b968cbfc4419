{%- set fields = {
    'title': {'type': 'string'},
    'message': {'type': 'string'},
    'author_user': {'type': 'string', 'path': 'authors[0].user'},
    'author_avatar': {'type': 'string', 'path': 'authors[0].avatar'},
    'authors_json': {'type': 'json', 'path': 'authors'},
    'committed_at': {'type': 'timestamp', 'path': 'date'},
} -%}

with

commits as (

    select
        entity,
        id as hub_name,
        commit_sha,
        position,
        {{ json_record('payload', fields) }} as record
    from {{ source('huggingface', 'commits') }}

),

parsed as (

    select
        entity,
        hub_name,
        commit_sha,
        position,
        {{ record_fields('record', fields) | indent(8) }}
    from commits

),

-- the hub shows a picture of those who have an account, and the bare name of git for
-- the others; who has deleted the account is gone from the list
named as (

    select
        entity,
        hub_name,
        commit_sha,
        title,
        message,
        nullif(author_user, '') as author_name,
        case
            when nullif(author_user, '') is null then 'deleted'
            when author_avatar is null then 'git'
            else 'account'
        end as author_kind,
        authors_json,
        position,
        committed_at
    from parsed

)

select * from named
