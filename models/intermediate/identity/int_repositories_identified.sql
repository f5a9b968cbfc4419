-- a mapping list, a card of PyTorch Hub, GitHub, a scan or a PTM that calls it its own
-- creates a repository; a license list or a rename list does not. A folder that was
-- scanned is a repository without a host
with

names as (

    select
        repository_id,
        repository_name,
        is_in_mapping_list,
        is_scanned,
        first_seen_at,
        last_seen_at
    from {{ ref('int_repository_names_resolved') }}

),

spans as (

    select
        repository_id,
        max(case when is_in_mapping_list then 1 else 0 end) = 1 as is_in_mapping_list,
        max(case when is_scanned then 1 else 0 end) = 1 as is_scanned,
        min(first_seen_at) as first_seen_at
    from names
    group by repository_id

),

-- GitHub ignores case in names but shows it: the newest spelling is shown here too
spellings as (

    select repository_id, repository_name
    from names
    qualify
        row_number() over (
            partition by repository_id order by last_seen_at desc, repository_name
        ) = 1

),

identified as (

    select
        spellings.repository_id,
        'github' as host,
        {{ name_owner('spellings.repository_name') }} as owner,
        {{ name_tail('spellings.repository_name') }} as name,
        spellings.repository_name as full_name,
        spans.is_in_mapping_list,
        spans.is_scanned,
        spans.first_seen_at
    from spellings
    inner join spans on spellings.repository_id = spans.repository_id

    union all

    select
        {{ local_repository_id('repository_name') }} as repository_id,
        'local' as host,
        cast(null as string) as owner,
        repository_name as name,
        repository_name as full_name,
        false as is_in_mapping_list,
        true as is_scanned,
        min(first_seen_at) as first_seen_at
    from {{ ref('int_reuse_repositories_named') }}
    where host != 'github'
    group by repository_name

)

select * from identified
