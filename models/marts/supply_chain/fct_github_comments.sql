-- GitHub numbers comments, comments on code and reviews apart
with

said as (

    select
        'comment' as kind,
        native_id,
        repository_native_id,
        repository_name,
        discussion_number,
        body,
        author_name,
        author_association,
        cast(null as string) as review_state,
        path,
        commit_sha,
        reaction_count,
        is_on_code,
        created_at,
        updated_at,
        observed_at
    from {{ ref('stg_github__comments') }}

    union all

    select
        'review' as kind,
        native_id,
        repository_native_id,
        repository_name,
        pull_request_number as discussion_number,
        body,
        author_name,
        author_association,
        state as review_state,
        cast(null as string) as path,
        commit_sha,
        cast(null as bigint) as reaction_count,
        false as is_on_code,
        submitted_at as created_at,
        cast(null as timestamp) as updated_at,
        observed_at
    from {{ ref('stg_github__reviews') }}

),

repositories as (

    select native_id, repository_name from {{ ref('stg_github__repositories') }}

),

final as (

    select
        {{ surrogate_key(['said.kind', 'said.native_id']) }} as comment_key,
        {{ repository_id(
            'coalesce(repositories.repository_name, said.repository_name)'
        ) }}
            as repository_id,
        said.discussion_number,
        case when said.is_on_code then 'code_comment' else said.kind end
            as comment_kind,
        said.body,
        said.author_name,
        said.author_association,
        said.review_state,
        said.path,
        said.commit_sha,
        said.reaction_count,
        said.created_at,
        said.updated_at,
        said.observed_at as _observed_at
    from said
    left join repositories on said.repository_native_id = repositories.native_id

)

select * from final
