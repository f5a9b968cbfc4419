with

mappings as (

    select ptm_id, repository_id from {{ ref('fct_ptm_repository_mappings') }}

),

findings as (

    select upstream_id, downstream_id, count(*) as finding_count
    from {{ ref('fct_license_findings') }}
    where relation = 'uses' and hops = 1
    group by upstream_id, downstream_id

),

compared as (

    select
        mappings.ptm_id,
        mappings.repository_id,
        findings.upstream_id,
        findings.downstream_id,
        findings.finding_count
    from mappings
    full outer join findings
        on
            mappings.ptm_id = findings.upstream_id
            and mappings.repository_id = findings.downstream_id

),

unmatched as (

    select * from compared
    where ptm_id is null or upstream_id is null or finding_count != 1

)

select * from unmatched
