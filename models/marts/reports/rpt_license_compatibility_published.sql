-- the published definitions, flaws included: identical relations are counted beside the
-- verdicts, and a license that both sides have counts as unknown where the matrix lacks
-- it
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

    {%- for relation in
        ['compatible', 'incompatible', 'unknown', 'identical', 'total', 'skipped'] %}
    select
        '{{ relation }}' as relation,
        {{ relation }} as relation_count,
        total as compared_count,
        row_count
    from counted
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

final as (

    select
        relation,
        -- without the list there is no figure, without the matrix only the skipped ones
        case
            when
                row_count > 0 and (compared_count > 0 or relation = 'skipped')
                then relation_count
        end as relation_count,
        case
            when relation != 'skipped' and compared_count > 0
                then cast(round(100.0 * relation_count / compared_count, 2) as double)
        end as share_pct
    from unpivoted

)

select * from final
