-- until when a repository was looked at: what is in use then may go later
with

seen as (

    select repository_id, committed_at as observed_at
    from {{ ref('int_reuse_file_versions_numbered') }}

    union all

    select repository_id, committed_at as observed_at
    from {{ ref('int_reuse_scans_identified') }}
    where committed_at is not null

),

observed as (

    select repository_id, max(observed_at) as observed_until_at
    from seen
    group by repository_id

)

select * from observed
