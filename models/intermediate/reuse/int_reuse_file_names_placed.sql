-- the history of a file says names without their hub: an entry point of PyTorch Hub has
-- two slashes, a builder of a library is what calls know on PyTorch Hub alone
with

file_names as (

    select
        names.resolved_name,
        min(versions.committed_at) as first_seen_at,
        max(versions.committed_at) as last_seen_at
    from {{ ref('stg_reuse__file_version_names') }} as names
    inner join {{ ref('stg_reuse__file_versions') }} as versions
        on names.file_version_key = versions.file_version_key
    group by names.resolved_name

),

called_names as (

    select resolved_name
    from {{ ref('int_reuse_calls_named') }}
    group by resolved_name
    having min(hub) = 'pytorch-hub'

),

placed as (

    select
        file_names.resolved_name,
        case
            when {{ regex_matches('file_names.resolved_name', '^[^/]+/[^/]+/.+$') }}
                then 'pytorch-hub'
            when called_names.resolved_name is not null then 'pytorch-hub'
            else 'huggingface'
        end as hub,
        file_names.first_seen_at,
        file_names.last_seen_at
    from file_names
    left join called_names on file_names.resolved_name = called_names.resolved_name

)

select * from placed
