{%- set fields = [
    'task',
    'domain',
    'library',
    'framework',
    'model_type',
    'license',
    'dataset',
    'base_model',
    'language',
    'paper',
    'evaluation',
    'demo',
    'parameters',
    'co2_emissions',
] -%}
with

counted as (

    select
        {%- for field in fields %}
        count(fields.has_{{ field }}) as {{ field }}_asked,
        count(*) filter (where not fields.has_{{ field }}) as {{ field }}_absent,
        {%- endfor %}
        count(*) as ptm_count
    from {{ ref('fct_ptm_metadata_fields') }} as fields
    inner join {{ ref('dim_ptms') }} as ptms on fields.ptm_id = ptms.ptm_id
    where ptms.is_removed is not true

),

turned as (

    {%- for field in fields %}
    select
        '{{ field }}' as metadata_field,
        ptm_count,
        {{ field }}_asked as asked_ptm_count,
        {{ field }}_absent as absent_ptm_count
    from counted
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

published as (

    select item, share_pct
    from {{ ref('fct_published_figures') }}
    where figure = 'registry_absence'

),

final as (

    select
        turned.metadata_field,
        turned.ptm_count,
        turned.asked_ptm_count,
        case when turned.asked_ptm_count > 0 then turned.absent_ptm_count end
            as absent_ptm_count,
        {{ share_pct('turned.absent_ptm_count', 'turned.asked_ptm_count') }}
            as absent_pct,
        published.share_pct as published_absent_pct
    from turned
    left join published on turned.metadata_field = published.item

)

select * from final
