-- the first rule that matches gives the verdict, as if the downstream were a derivative
-- work
with

matched as (

    select upstream_license_key, downstream_license_key, rule_id, conflict_type
    from {{ ref('int_license_pairs_matched') }}

),

rules as (

    select
        rule_id,
        rule_order,
        conflict_type,
        verdict,
        explanation_template,
        remedy_template
    from {{ ref('license_pair_rules') }}
    where is_implemented

),

cells as (

    select
        downstream_license_id,
        upstream_license_id,
        cell,
        explanation_id,
        source || ' ' || source_version as matrix_version
    from {{ ref('osadl_cells') }}

),

cell_explanations as (

    select explanation_id, explanation_template from {{ ref('osadl_explanations') }}

),

terms as (

    select license_id, copyleft from {{ ref('license_terms') }}

),

first_matches as (

    select
        matched.upstream_license_key,
        matched.downstream_license_key,
        matched.rule_id,
        matched.conflict_type,
        rules.verdict,
        rules.explanation_template,
        rules.remedy_template
    from matched
    inner join rules
        on
            matched.rule_id = rules.rule_id
            and matched.conflict_type = rules.conflict_type
    qualify
        row_number() over (
            partition by matched.upstream_license_key, matched.downstream_license_key
            order by rules.rule_order, matched.conflict_type
        ) = 1

),

judged as (

    select
        first_matches.upstream_license_key,
        first_matches.downstream_license_key,
        first_matches.rule_id,
        first_matches.verdict,
        first_matches.conflict_type,
        coalesce(terms.copyleft, 'none') = 'weak' as is_upstream_weak_copyleft,
        {{ named_sides('first_matches.explanation_template') }} as explanation,
        {{ named_sides('first_matches.remedy_template') }} as remedy,
        cells.matrix_version,
        cells.cell as matrix_cell,
        {{ named_sides('cell_explanations.explanation_template') }}
            as matrix_explanation
    from first_matches
    left join terms on first_matches.upstream_license_key = terms.license_id
    left join cells
        on
            first_matches.rule_id = 'R13'
            and first_matches.downstream_license_key = cells.downstream_license_id
            and first_matches.upstream_license_key = cells.upstream_license_id
    left join
        cell_explanations
        on cells.explanation_id = cell_explanations.explanation_id

)

select * from judged
