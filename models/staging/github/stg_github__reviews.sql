-- GraphQL and REST call the same things by other names
{% set fields = {
    'body': {'type': 'string'},
    'state': {'type': 'string'},
    'author': {'type': 'string', 'path': 'author.login'},
    'author_rest': {'type': 'string', 'path': 'user.login'},
    'association': {'type': 'string', 'path': 'authorAssociation'},
    'association_rest': {'type': 'string', 'path': 'author_association'},
    'commit': {'type': 'string', 'path': 'commit.oid'},
    'commit_rest': {'type': 'string', 'path': 'commit_id'},
} -%}

with

reviews as (

    select
        native_id,
        repository_native_id,
        repository_name,
        number as pull_request_number,
        submitted_at,
        observed_at,
        {{ json_record('payload', fields) }} as record
    from {{ source('github', 'reviews') }}

),

parsed as (

    select
        native_id,
        repository_native_id,
        repository_name,
        pull_request_number,
        submitted_at,
        observed_at,
        {{ record_fields('record', fields) | indent(8) }}
    from reviews

),

named as (

    select
        native_id,
        repository_native_id,
        repository_name,
        pull_request_number,
        body,
        lower(state) as state,
        coalesce(author, author_rest) as author_name,
        lower(coalesce(association, association_rest)) as author_association,
        coalesce(commit, commit_rest) as commit_sha,
        submitted_at,
        observed_at
    from parsed

)

select * from named
