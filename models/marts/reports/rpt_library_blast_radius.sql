-- who is reached when a library breaks, is withdrawn or has a hole: repositories that
-- ask for it in a manifest or call it, and the PTMs that they load through it
with

call_sites as (

    select
        call_site_id,
        library_package_id as package_id,
        repository_id,
        path,
        is_vendored_path
    from {{ ref('fct_reuse_call_sites') }}
    where is_newest_scan

),

call_ptms as (

    select call_site_id, ptm_id from {{ ref('bridge_call_site_ptms') }}
    where ptm_id is not null

),

-- what loads no PTM anywhere is no library of ours
libraries as (

    select distinct package_id from call_sites

),

declared as (

    select
        dependencies.package_id,
        dependencies.repository_id,
        {{ string_agg_distinct(
            "coalesce(dependencies." ~ quoted('constraint') ~ ", 'any')", '; '
        ) }}
            as constraints,
        {{ string_agg_distinct('dependencies.scope', ', ') }} as scopes
    from {{ ref('fct_repository_dependencies') }} as dependencies
    inner join libraries on dependencies.package_id = libraries.package_id
    where dependencies.is_newest_scan
    group by dependencies.package_id, dependencies.repository_id

),

called as (

    select
        call_sites.package_id,
        call_sites.repository_id,
        call_ptms.ptm_id,
        count(distinct call_sites.call_site_id) as call_site_count,
        count(distinct call_sites.path) as file_count,
        count(*) filter (where not call_sites.is_vendored_path) = 0 as is_vendored_only
    from call_sites
    left join call_ptms on call_sites.call_site_id = call_ptms.call_site_id
    group by call_sites.package_id, call_sites.repository_id, call_ptms.ptm_id

),

-- with how many libraries a repository loads the PTM
ways as (

    select repository_id, ptm_id, count(*) as library_count
    from called
    where ptm_id is not null
    group by repository_id, ptm_id

),

reached as (

    select
        coalesce(called.package_id, declared.package_id) as package_id,
        coalesce(called.repository_id, declared.repository_id) as repository_id,
        called.ptm_id,
        declared.constraints,
        declared.scopes,
        case
            when called.package_id is null then 'declared'
            when declared.package_id is null then 'called'
            else 'declared and called'
        end as reach,
        coalesce(called.call_site_count, 0) as call_site_count,
        coalesce(called.file_count, 0) as file_count,
        called.is_vendored_only
    from called
    full outer join declared
        on
            called.package_id = declared.package_id
            and called.repository_id = declared.repository_id

),

final as (

    select
        {{ surrogate_key(
            ['reached.package_id', 'reached.repository_id', 'reached.ptm_id']
        ) }}
            as reach_key,
        reached.package_id,
        reached.repository_id,
        reached.ptm_id,
        reached.constraints,
        reached.scopes,
        reached.reach,
        reached.call_site_count,
        reached.file_count,
        ways.library_count > 1 as has_other_library,
        reached.is_vendored_only
    from reached
    left join ways
        on
            reached.repository_id = ways.repository_id
            and reached.ptm_id = ways.ptm_id

)

select * from final
