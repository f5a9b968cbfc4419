with

commits as (

    select entity, hub_name, commit_sha, authors_json
    from {{ ref('stg_huggingface__commits') }}

),

authors as (

    select
        commits.entity,
        commits.hub_name,
        commits.commit_sha,
        elements.author_name,
        elements.position
    from commits
    {{ unnest_strings(
        json_field_strings('commits.authors_json', 'user'), 'author_name', 'position'
    ) }}
    where elements.author_name != ''

)

select * from authors
