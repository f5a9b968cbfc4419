-- every rule that matches a pair, one select a rule; which counts is decided elsewhere
with

pairs as (

    select upstream_license_key, downstream_license_key
    from {{ ref('int_license_pairs_asked') }}

),

terms as (

    select
        license_id,
        license_group,
        derivatives_allowed,
        is_family,
        is_ambiguous
    from {{ ref('license_terms') }}

),

cells as (

    select downstream_license_id, upstream_license_id, cell
    from {{ ref('osadl_cells') }}

),

sides as (

    select
        pairs.upstream_license_key,
        pairs.downstream_license_key,
        upstream.license_group as upstream_group,
        upstream.derivatives_allowed as upstream_derivatives_allowed,
        upstream.is_family as upstream_is_family,
        pairs.upstream_license_key in ('ambiguous', 'conflicting')
        or coalesce(upstream.is_ambiguous, false) as upstream_is_ambiguous,
        downstream.license_id is not null and not downstream.is_family
            as downstream_is_one_license,
        pairs.downstream_license_key in ('ambiguous', 'conflicting')
        or coalesce(downstream.is_ambiguous, false) as downstream_is_ambiguous
    from pairs
    left join terms as upstream on pairs.upstream_license_key = upstream.license_id
    left join
        terms as downstream
        on pairs.downstream_license_key = downstream.license_id

),

r01 as (

    select *, 'R01' as rule_id, 'no_license_upstream' as conflict_type
    from sides
    where upstream_license_key = 'none'

),

r02 as (

    select *, 'R02' as rule_id, 'no_license_downstream' as conflict_type
    from sides
    where downstream_license_key = 'none'

),

r03 as (

    select
        *,
        'R03' as rule_id,
        case
            when 'not_collected' in (upstream_license_key, downstream_license_key)
                then 'not_collected'
            else 'ambiguous_license'
        end as conflict_type
    from sides
    where
        'not_collected' in (upstream_license_key, downstream_license_key)
        or upstream_is_ambiguous
        or downstream_is_ambiguous

),

r05 as (

    select *, 'R05' as rule_id, 'none' as conflict_type
    from sides
    where
        upstream_license_key = downstream_license_key
        and upstream_derivatives_allowed

),

r13 as (

    select
        sides.*,
        'R13' as rule_id,
        case cells.cell
            when 'No' then 'copyleft_conflict'
            when 'Check dependency' then 'check_dependency'
            when 'Unknown' then 'matrix_unknown'
            else 'none'
        end as conflict_type
    from sides
    inner join cells
        on
            sides.downstream_license_key = cells.downstream_license_id
            and sides.upstream_license_key = cells.upstream_license_id

),

r14 as (

    select *, 'R14' as rule_id, 'none' as conflict_type
    from sides
    where
        upstream_group in ('permissive', 'public-domain')
        and not upstream_is_family
        and downstream_is_one_license

),

r99 as (

    select *, 'R99' as rule_id, 'no_rule' as conflict_type from sides

),

matched as (

    select upstream_license_key, downstream_license_key, rule_id, conflict_type from r01
    union all
    select upstream_license_key, downstream_license_key, rule_id, conflict_type from r02
    union all
    select upstream_license_key, downstream_license_key, rule_id, conflict_type from r03
    union all
    select upstream_license_key, downstream_license_key, rule_id, conflict_type from r05
    union all
    select upstream_license_key, downstream_license_key, rule_id, conflict_type from r13
    union all
    select upstream_license_key, downstream_license_key, rule_id, conflict_type from r14
    union all
    select upstream_license_key, downstream_license_key, rule_id, conflict_type from r99

)

select * from matched
