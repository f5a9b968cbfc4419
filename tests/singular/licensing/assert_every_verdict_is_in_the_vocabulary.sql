with

verdicts as (

    select 'int_license_pairs_judged' as relation, verdict, conflict_type
    from {{ ref('int_license_pairs_judged') }}
    union all
    select 'int_mappings_judged' as relation, verdict, conflict_type
    from {{ ref('int_mappings_judged') }}
    union all
    select 'fct_license_findings' as relation, verdict, conflict_type
    from {{ ref('fct_license_findings') }}

),

known as (

    select verdict from {{ ref('license_verdict_ranks') }}

),

conflicts as (

    select distinct conflict_type from {{ ref('license_pair_rules') }}

),

outside as (

    select
        verdicts.relation,
        verdicts.verdict,
        verdicts.conflict_type,
        count(*) as row_count
    from verdicts
    left join known on verdicts.verdict = known.verdict
    left join conflicts on verdicts.conflict_type = conflicts.conflict_type
    where
        known.verdict is null
        or conflicts.conflict_type is null
        or (verdicts.verdict != 'compatible' and verdicts.conflict_type = 'none')
    group by all

)

select * from outside
