-- which repository breaks which license, on what evidence; the worst of widely used
-- PTMs first
with

findings as (

    select * from {{ ref('fct_license_findings') }}

),

ptms as (

    select ptm_id, full_name, downloads_30d from {{ ref('dim_ptms') }}

),

repositories as (

    select repository_id, url from {{ ref('dim_repositories') }}

),

to_review as (

    select
        findings.severity,
        findings.verdict,
        findings.conflict_type,
        repositories.url as repository,
        findings.downstream_license_raw,
        ptms.full_name as ptm,
        findings.upstream_license_raw,
        findings.explanation,
        findings.remedy,
        findings.mapping_sources,
        ptms.downloads_30d
    from findings
    inner join ptms on findings.upstream_id = ptms.ptm_id
    inner join repositories on findings.downstream_id = repositories.repository_id
    where findings.verdict in ('incompatible', 'review')

)

select *
from to_review
order by
    case severity when 'high' then 1 when 'medium' then 2 when 'low' then 3 else 4 end,
    downloads_30d desc nulls last,
    ptm,
    repository
