{%- set fields = {
    'body': {'type': 'string'},
    'author': {'type': 'string', 'path': 'user.login'},
    'author_association': {'type': 'string'},
    'path': {'type': 'string'},
    'commit_sha': {'type': 'string', 'path': 'commit_id'},
    'reaction_count': {'type': 'bigint', 'path': 'reactions.total_count'},
    'created_at': {'type': 'timestamp'},
} -%}

with

comments as (

    select
        native_id,
        repository_native_id,
        repository_name,
        number as discussion_number,
        updated_at,
        observed_at,
        {{ json_record('payload', fields) }} as record
    from {{ source('github', 'comments') }}

),

parsed as (

    select
        native_id,
        repository_native_id,
        repository_name,
        discussion_number,
        updated_at,
        observed_at,
        {{ record_fields('record', fields) | indent(8) }}
    from comments

),

named as (

    select
        native_id,
        repository_native_id,
        repository_name,
        discussion_number,
        body,
        author as author_name,
        lower(author_association) as author_association,
        path,
        commit_sha,
        reaction_count,
        left(native_id, 1) = 'r' as is_on_code,
        created_at,
        updated_at,
        observed_at
    from parsed

)

select * from named
