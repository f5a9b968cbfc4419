-- every name of a PTM that stands in code, now or in its history
with

said as (

    select
        calls.hub,
        calls.resolved_name as observed_name,
        scans.observed_at as first_seen_at,
        scans.observed_at as last_seen_at
    from {{ ref('int_reuse_calls_named') }} as calls
    inner join {{ ref('stg_reuse__scans') }} as scans on calls.scan_id = scans.scan_id

    union all

    select
        hub,
        resolved_name as observed_name,
        first_seen_at,
        last_seen_at
    from {{ ref('int_reuse_file_names_placed') }}

),

names as (

    select
        hub,
        observed_name,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from said
    where observed_name != ''
    group by hub, observed_name

)

select * from names
