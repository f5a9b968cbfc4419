-- a commit of a pull request may be on the default branch as well: it is one row
with

commits as (

    select * from {{ ref('stg_github__commits') }}

),

pull_request_commits as (

    select * from {{ ref('stg_github__pull_request_commits') }}

),

pull_requests as (

    select
        native_id,
        repository_native_id,
        repository_name,
        pull_request_number,
        observed_at
    from {{ ref('stg_github__pull_requests') }}

),

repositories as (

    select native_id, repository_name from {{ ref('stg_github__repositories') }}

),

said as (

    select
        repository_native_id,
        repository_name,
        commit_sha,
        title,
        message,
        author_name,
        author_kind,
        cast(null as bigint) as pull_request_number,
        is_verified,
        1 as branch_row,
        authored_at,
        committed_at,
        observed_at
    from commits

    union all

    select
        pull_requests.repository_native_id,
        pull_requests.repository_name,
        pull_request_commits.commit_sha,
        pull_request_commits.title,
        pull_request_commits.message,
        pull_request_commits.author_name,
        pull_request_commits.author_kind,
        pull_requests.pull_request_number,
        cast(null as boolean) as is_verified,
        0 as branch_row,
        pull_request_commits.authored_at,
        pull_request_commits.committed_at,
        pull_requests.observed_at
    from pull_request_commits
    inner join pull_requests on pull_request_commits.native_id = pull_requests.native_id

),

keyed as (

    select
        {{ repository_id(
            'coalesce(repositories.repository_name, said.repository_name)'
        ) }}
            as repository_id,
        said.*
    from said
    left join repositories on said.repository_native_id = repositories.native_id

),

spread as (

    select
        repository_id,
        commit_sha,
        title,
        message,
        author_name,
        author_kind,
        min(pull_request_number) over (partition by repository_id, commit_sha)
            as pull_request_number,
        is_verified,
        max(branch_row) over (partition by repository_id, commit_sha) = 1
            as is_on_default_branch,
        authored_at,
        committed_at,
        observed_at as _observed_at,
        row_number() over (
            partition by repository_id, commit_sha
            order by branch_row desc, observed_at desc, pull_request_number
        ) as position
    from keyed

),

final as (

    select
        repository_id,
        commit_sha,
        title,
        message,
        author_name,
        author_kind,
        pull_request_number,
        is_verified,
        is_on_default_branch,
        authored_at,
        committed_at,
        _observed_at
    from spread
    where position = 1

)

select * from final
