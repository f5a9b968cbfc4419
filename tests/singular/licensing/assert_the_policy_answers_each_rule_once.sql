with

answers as (

    select distinct verdict, conflict_type
    from {{ ref('license_pair_rules') }}
    where is_implemented

),

reaches as (

    select 'weak' as upstream_copyleft
    union all
    select 'not_weak' as upstream_copyleft

),

-- `trained_on` has rules of its own, and a policy for what they can find
relations as (

    select distinct relation
    from {{ ref('license_edge_policy') }}
    where relation != 'trained_on'

),

policy as (

    select relation, pair_verdict, conflict_type, upstream_copyleft
    from {{ ref('license_edge_policy') }}

),

answered as (

    select
        relations.relation,
        answers.verdict,
        answers.conflict_type,
        reaches.upstream_copyleft,
        count(policy.relation) as policy_count
    from relations
    cross join answers
    cross join reaches
    left join policy
        on
            relations.relation = policy.relation
            and answers.verdict = policy.pair_verdict
            and answers.conflict_type = policy.conflict_type
            and policy.upstream_copyleft in ('any', reaches.upstream_copyleft)
    group by all

),

not_answered_once as (

    select * from answered
    where policy_count != 1

)

select * from not_answered_once
