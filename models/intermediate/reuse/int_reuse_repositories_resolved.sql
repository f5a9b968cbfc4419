-- names on a host pass through the identity of repositories; a folder is what it is
-- called
with

named as (

    select
        host,
        repository_name,
        first_seen_at,
        last_seen_at
    from {{ ref('int_reuse_repositories_named') }}

),

on_github as (

    select observed_name, repository_id
    from {{ ref('int_repository_names_resolved') }}

),

resolved as (

    select
        named.host,
        named.repository_name,
        on_github.repository_id,
        named.first_seen_at,
        named.last_seen_at
    from named
    inner join on_github on named.repository_name = on_github.observed_name
    where named.host = 'github'

    union all

    select
        host,
        repository_name,
        {{ local_repository_id('repository_name') }} as repository_id,
        first_seen_at,
        last_seen_at
    from named
    where host != 'github'

)

select * from resolved
