-- every name of a repository, whoever wrote it down
with

said as (

    select
        mappings.repository_name as observed_name,
        1 as mapping_row,
        0 as scan_row,
        lists.observed_at as first_seen_at,
        lists.observed_at as last_seen_at
    from {{ ref('stg_published__mappings') }} as mappings
    inner join
        {{ ref('stg_published__lists') }} as lists
        on mappings.list_id = lists.list_id

    union all

    select
        repository_name as observed_name,
        0 as mapping_row,
        0 as scan_row,
        first_seen_at,
        last_seen_at
    from {{ ref('int_pytorch_hub_repositories_named') }}

    union all

    -- a repository exists, too, when GitHub showed it, whoever asked for it
    select
        repository_name as observed_name,
        0 as mapping_row,
        0 as scan_row,
        observed_at as first_seen_at,
        observed_at as last_seen_at
    from {{ ref('stg_github__repositories') }}

    union all

    select
        repository_name as observed_name,
        0 as mapping_row,
        1 as scan_row,
        first_seen_at,
        last_seen_at
    from {{ ref('int_reuse_repositories_named') }}
    where host = 'github'

    union all

    select
        repository_name as observed_name,
        0 as mapping_row,
        0 as scan_row,
        observed_at as first_seen_at,
        observed_at as last_seen_at
    from {{ ref('int_ptm_repositories_stated') }}

),

mentioned as (

    select
        observed_name,
        max(mapping_row) = 1 as is_in_mapping_list,
        max(scan_row) = 1 as is_scanned,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from said
    group by observed_name

)

select * from mentioned
