{%- set measures = {
    'declared': ['is_declared', 'edges that the owner of the child declares'],
    'hub_resolved': ['is_hub_resolved', 'edges whose parent the hub found'],
    'declared_and_hub_resolved': [
        'is_declared and is_hub_resolved',
        'edges that are declared and whose parent the hub found',
    ],
    'declared_alone': [
        'is_declared and not is_hub_resolved',
        'edges that are declared and whose parent the hub did not find by that name',
    ],
    'hub_resolved_alone': [
        'is_hub_resolved and not is_declared',
        'edges that the hub says and the owner does not by that name',
    ],
    'resolved': ['is_resolved', 'edges whose parent is a PTM of the warehouse'],
    'unresolved': ['not is_resolved', 'edges whose parent is only a name'],
    'renamed': [
        "contains(name_resolution, 'renamed')"
        ~ " or contains(name_resolution, 'native_id')",
        'edges that name the parent by a former name',
    ],
    'case_errors': [
        "contains(name_resolution, 'case')",
        'edges that name the parent in another case',
    ],
    'guessed': [
        "contains(name_resolution, 'unqualified')",
        'edges that name the parent without its owner, found by a guess',
    ],
    'relation_unknown': [
        "relation = 'unknown'",
        'edges of which nobody says how the child was made',
    ],
    'self_loops': ['is_self_loop', 'edges of a PTM to itself'],
    'in_cycles': ['is_in_cycle', 'edges that are part of a cycle of two PTMs or more'],
} -%}
with

edges as (

    select * from {{ ref('fct_ptm_lineage') }}

),

children as (

    select child_ptm_id, count(*) as parent_count
    from edges
    where not is_self_loop
    group by child_ptm_id

),

-- of an edge of which nobody could know it, a figure says nothing
figures as (
    {% for measure, (condition, meaning) in measures.items() %}
    select
        '{{ measure }}' as measure,
        '{{ meaning }}' as meaning,
        count(*) filter (where {{ condition }}) as measure_count,
        count({{ condition }}) as total_count
    from edges

    union all
    {% endfor %}
    select
        'multi_parent' as measure,
        'children with more than one parent' as meaning,
        count(*) filter (where parent_count > 1) as measure_count,
        count(*) as total_count
    from children

),

final as (

    select
        measure,
        meaning,
        case when total_count > 0 then measure_count end as measure_count,
        total_count,
        case
            when total_count > 0
                then
                    round(
                        100 * cast(measure_count as double)
                        / cast(total_count as double),
                        2
                    )
        end as share_pct
    from figures

)

select * from final
