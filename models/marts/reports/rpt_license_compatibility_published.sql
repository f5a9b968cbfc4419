-- the published definitions, flaws included: identical relations are counted beside the verdicts,
-- and a license that both sides have counts as unknown where the matrix lacks it
with

relations as (

    select published_verdict, is_identical
    from {{ ref('fct_published_license_relations') }}
    where list_name = 'peatmoss'

),

counted as (

    select
        count(*) as row_count,
        count(*) filter (where published_verdict != 'skipped') as total,
        count(*) filter (where published_verdict = 'skipped') as skipped,
        count(*) filter (where published_verdict = 'compatible') as compatible,
        count(*) filter (where published_verdict = 'incompatible') as incompatible,
        count(*) filter (where published_verdict = 'unknown') as unknown,
        count(*) filter (where is_identical) as identical
    from relations

),

unpivoted as (

    select 1 as row_order, 'compatible' as relation, compatible as relation_count, total, row_count
    from counted
    union all
    select 2 as row_order, 'incompatible' as relation, incompatible, total, row_count
    from counted
    union all
    select 3 as row_order, 'unknown' as relation, unknown, total, row_count
    from counted
    union all
    select 4 as row_order, 'identical' as relation, identical, total, row_count
    from counted
    union all
    select 5 as row_order, 'total' as relation, total, total, row_count
    from counted
    union all
    select 6 as row_order, 'skipped' as relation, skipped, total, row_count
    from counted

),

final as (

    select
        relation,
        -- without the list there is no figure; without the matrix only the skipped are known
        case
            when row_count > 0 and (total > 0 or relation = 'skipped') then relation_count
        end as relation_count,
        case
            when relation != 'skipped' and total > 0
                then round(100.0 * relation_count / total, 2)
        end as share_pct
    from unpivoted

)

select * from final
