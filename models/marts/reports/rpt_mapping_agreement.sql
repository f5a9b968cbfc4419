-- only repositories that both looked at can agree
with

scanned as (

    select distinct repository_id from {{ ref('fct_reuse_scans') }}

),

mappings as (

    select
        mapping_id,
        repository_id,
        ptm_id,
        is_vendored_only
    from {{ ref('fct_ptm_repository_mappings') }}

),

sources as (

    select mapping_id, source_name from {{ ref('bridge_mapping_sources') }}

),

ptms as (

    select ptm_id, coalesce(library, 'unknown') as library
    from {{ ref('dim_ptms') }}

),

-- the repositories that a list names and of which the code was read
compared as (

    select distinct sources.source_name, mappings.repository_id
    from sources
    inner join mappings on sources.mapping_id = mappings.mapping_id
    inner join scanned on mappings.repository_id = scanned.repository_id
    where sources.source_name != 'scanner'

),

claims as (

    select
        compared.source_name,
        compared.repository_id,
        mappings.mapping_id,
        ptms.library,
        mappings.is_vendored_only,
        max(
            case when sources.source_name = compared.source_name then 1 else 0 end
        ) = 1 as is_in_list,
        max(case when sources.source_name = 'scanner' then 1 else 0 end) = 1
            as is_in_scan
    from compared
    inner join mappings on compared.repository_id = mappings.repository_id
    inner join ptms on mappings.ptm_id = ptms.ptm_id
    inner join sources on mappings.mapping_id = sources.mapping_id
    group by all

),

by_library as (

    select * from claims
    where is_in_list or is_in_scan

    union all

    select
        source_name,
        repository_id,
        mapping_id,
        'all' as library,
        is_vendored_only,
        is_in_list,
        is_in_scan
    from claims
    where is_in_list or is_in_scan

),

counted as (

    select
        source_name,
        library,
        count(distinct repository_id) as repository_count,
        count(*) filter (where is_in_list and is_in_scan) as both_count,
        count(*) filter (where is_in_list and not is_in_scan) as list_only_count,
        count(*) filter (where is_in_scan and not is_in_list) as scanner_only_count,
        count(*) filter (
            where is_in_scan and not is_in_list and is_vendored_only
        ) as vendored_scanner_only_count
    from by_library
    group by source_name, library

),

final as (

    select
        source_name,
        library,
        repository_count,
        both_count,
        list_only_count,
        scanner_only_count,
        vendored_scanner_only_count,
        {{ share_pct('both_count', '(both_count + list_only_count)') }}
            as list_found_by_scanner_pct,
        {{ share_pct(
            'both_count', '(both_count + list_only_count + scanner_only_count)'
        ) }}
            as agreement_pct
    from counted

)

select * from final
