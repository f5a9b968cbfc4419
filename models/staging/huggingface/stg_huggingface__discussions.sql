{%- set fields = {
    'title': {'type': 'string'},
    'status': {'type': 'string'},
    'author_user': {'type': 'string', 'path': 'author.name'},
    'author_type': {'type': 'string', 'path': 'author.type'},
    'comment_count': {'type': 'bigint', 'path': 'numComments'},
    'reaction_user_count': {'type': 'bigint', 'path': 'numReactionUsers'},
    'is_pull_request': {'type': 'boolean', 'path': 'isPullRequest'},
    'is_pinned': {'type': 'boolean', 'path': 'pinned'},
    'created_at': {'type': 'timestamp', 'path': 'createdAt'},
} -%}

with

discussions as (

    select
        entity,
        id as hub_name,
        number as discussion_number,
        {{ json_record('payload', fields) }} as record
    from {{ source('huggingface', 'discussions') }}

),

parsed as (

    select
        entity,
        hub_name,
        discussion_number,
        {{ record_fields('record', fields) | indent(8) }}
    from discussions

),

named as (

    select
        entity,
        hub_name,
        discussion_number,
        title,
        status,
        nullif(author_user, '') as author_name,
        case
            when nullif(author_user, '') is null then 'deleted'
            else coalesce(author_type, 'user')
        end as author_kind,
        comment_count,
        reaction_user_count,
        is_pull_request,
        is_pinned,
        created_at
    from parsed

)

select * from named
