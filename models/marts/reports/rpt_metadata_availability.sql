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
-- counted once over all fields, then turned: a row per field
with

ptms as (

    select
        ptm_id,
        coalesce(domain, 'unknown') as domain,
        coalesce(popularity_band, 'unknown') as popularity_band
    from {{ ref('dim_ptms') }}
    where is_removed is not true

),

counted as (

    select
        ptms.domain,
        ptms.popularity_band,
        {%- for field in fields %}
        count(fields.has_{{ field }}) as {{ field }}_asked,
        count(*) filter (where fields.has_{{ field }}) as {{ field }}_found,
        {%- endfor %}
        count(*) as ptm_count
    from ptms
    inner join {{ ref('fct_ptm_metadata_fields') }} as fields
        on ptms.ptm_id = fields.ptm_id
    group by ptms.domain, ptms.popularity_band

),

turned as (

    {%- for field in fields %}
    select
        '{{ field }}' as metadata_field,
        domain,
        popularity_band,
        ptm_count,
        {{ field }}_asked as asked_ptm_count,
        {{ field }}_found as found_ptm_count
    from counted
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

published as (

    select item, share_pct
    from {{ ref('fct_published_figures') }}
    where figure = 'metadata_availability'

),

final as (

    select
        turned.metadata_field,
        turned.domain,
        turned.popularity_band,
        turned.ptm_count,
        turned.asked_ptm_count,
        case when turned.asked_ptm_count > 0 then turned.found_ptm_count end
            as found_ptm_count,
        {{ share_pct('turned.found_ptm_count', 'turned.asked_ptm_count') }}
            as share_pct,
        published.share_pct as published_pct
    from turned
    left join published on turned.metadata_field = published.item

)

select * from final
