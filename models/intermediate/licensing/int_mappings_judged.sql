-- the verdict of a mapping is the worst over the licenses of its two ends
with

mappings as (

    select
        ptm_id,
        repository_id,
        {{ string_agg_distinct('source_name', ', ') }} as sources,
        {{ string_agg_distinct('observed_name', ', ') }} as observed_names,
        -- one list that names it outright is enough
        min(case when name_resolution in ('case', 'unqualified') then 1 else 0 end) = 1
            as is_name_guessed
    from {{ ref('int_mappings_resolved') }}
    group by ptm_id, repository_id

),

ptm_keys as (

    select ptm_id, license_key from {{ ref('int_ptm_license_keys') }}

),

repository_keys as (

    select repository_id, license_key from {{ ref('int_repository_license_keys') }}

),

pairs as (

    select * from {{ ref('int_license_pairs_judged') }}

),

policy as (

    select
        pair_verdict,
        conflict_type,
        upstream_copyleft,
        verdict,
        severity
    from {{ ref('license_edge_policy') }}
    where relation = 'uses'

),

ranks as (

    select verdict, verdict_rank from {{ ref('license_verdict_ranks') }}

),

judged as (

    select
        mappings.ptm_id,
        mappings.repository_id,
        mappings.sources,
        mappings.observed_names,
        mappings.is_name_guessed,
        pairs.upstream_license_key,
        pairs.downstream_license_key,
        policy.verdict,
        pairs.conflict_type,
        policy.severity,
        pairs.rule_id,
        pairs.explanation,
        pairs.remedy,
        pairs.matrix_version,
        pairs.matrix_cell,
        pairs.matrix_explanation
    from mappings
    inner join ptm_keys on mappings.ptm_id = ptm_keys.ptm_id
    inner join repository_keys on mappings.repository_id = repository_keys.repository_id
    inner join pairs
        on
            ptm_keys.license_key = pairs.upstream_license_key
            and repository_keys.license_key = pairs.downstream_license_key
    inner join policy
        on
            pairs.verdict = policy.pair_verdict
            and pairs.conflict_type = policy.conflict_type
            and policy.upstream_copyleft in (
                'any',
                case
                    when pairs.is_upstream_weak_copyleft then 'weak' else 'not_weak'
                end
            )
    inner join ranks on policy.verdict = ranks.verdict
    qualify
        row_number() over (
            partition by mappings.ptm_id, mappings.repository_id
            order by
                ranks.verdict_rank desc,
                pairs.rule_id,
                pairs.upstream_license_key,
                pairs.downstream_license_key
        ) = 1

)

select * from judged
