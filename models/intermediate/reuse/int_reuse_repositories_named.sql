-- repositories whose code was read, by the names under which it was
with

said as (

    select
        host,
        repository_name,
        observed_at
    from {{ ref('stg_reuse__scans') }}

    union all

    select
        host,
        repository_name,
        committed_at as observed_at
    from {{ ref('stg_reuse__file_versions') }}

),

named as (

    select
        host,
        repository_name,
        min(observed_at) as first_seen_at,
        max(observed_at) as last_seen_at
    from said
    group by host, repository_name

)

select * from named
