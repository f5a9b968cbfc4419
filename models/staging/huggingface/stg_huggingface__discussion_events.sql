{%- set fields = {
    'event_type': {'type': 'string', 'path': 'type'},
    'author_user': {'type': 'string', 'path': 'author.name'},
    'author_type': {'type': 'string', 'path': 'author.type'},
    'comment_text': {'type': 'string', 'path': 'data.latest.raw'},
    'new_status': {'type': 'string', 'path': 'data.status'},
    'commit_sha': {'type': 'string', 'path': 'data.oid'},
    'commit_title': {'type': 'string', 'path': 'data.subject'},
    'old_title': {'type': 'string', 'path': 'data.from'},
    'new_title': {'type': 'string', 'path': 'data.to'},
    'edit_count': {'type': 'bigint', 'path': 'data.numEdits'},
    'is_hidden': {'type': 'boolean', 'path': 'data.hidden'},
    'created_at': {'type': 'timestamp', 'path': 'createdAt'},
} -%}

with

events as (

    select
        entity,
        id as hub_name,
        number as discussion_number,
        event_id,
        position,
        {{ json_record('payload', fields) }} as record
    from {{ source('huggingface', 'discussion_events') }}

),

parsed as (

    select
        entity,
        hub_name,
        discussion_number,
        event_id,
        position,
        {{ record_fields('record', fields) | indent(8) }}
    from events

),

named as (

    select
        entity,
        hub_name,
        discussion_number,
        event_id,
        event_type,
        nullif(author_user, '') as author_name,
        case
            when nullif(author_user, '') is null then 'deleted'
            else coalesce(author_type, 'user')
        end as author_kind,
        comment_text,
        new_status,
        commit_sha,
        commit_title,
        old_title,
        new_title,
        position,
        edit_count,
        is_hidden,
        created_at
    from parsed

)

select * from named
