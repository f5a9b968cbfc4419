-- PeaTMOSS's figure 12, and our findings on the mappings of the same verdict: most of
-- what was "unknown" there has a name here, such as a side without a license
with

published as (

    select relation, relation_count, share_pct
    from {{ ref('rpt_license_compatibility_published') }}

),

findings as (

    select published_verdict, verdict, conflict_type
    from {{ ref('fct_license_findings') }}

),

ours as (

    select
        published_verdict,
        verdict,
        conflict_type,
        count(*) as finding_count
    from findings
    where published_verdict is not null
    group by published_verdict, verdict, conflict_type

),

beside as (

    select
        published.relation as published_relation,
        published.relation_count as published_count,
        published.share_pct as published_share_pct,
        ours.verdict,
        ours.conflict_type,
        ours.finding_count
    from published
    left join ours on published.relation = ours.published_verdict

)

select * from beside
order by published_relation, finding_count desc nulls last, verdict, conflict_type
