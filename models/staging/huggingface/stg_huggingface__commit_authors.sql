with

commits as (

    select
        entity,
        hub_name,
        commit_sha,
        {{ json_field_strings('authors_json', 'user') }} as authors
    from {{ ref('stg_huggingface__commits') }}

),

authors as (

    select
        entity,
        hub_name,
        commit_sha,
        {{ unnest_strings('authors', 'author_name', 'position') }}
    from commits

),

named as (

    select * from authors
    where author_name != ''

)

select * from named
