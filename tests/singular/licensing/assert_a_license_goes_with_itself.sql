with

pairs as (

    select upstream_license_key, verdict, rule_id
    from {{ ref('int_license_pairs_judged') }}
    where upstream_license_key = downstream_license_key

),

terms as (

    select license_id
    from {{ ref('license_terms') }}
    where derivatives_allowed and not is_ambiguous

),

conflicts_with_itself as (

    select pairs.upstream_license_key, pairs.verdict, pairs.rule_id
    from pairs
    inner join terms on pairs.upstream_license_key = terms.license_id
    where pairs.verdict != 'compatible'

)

select * from conflicts_with_itself
