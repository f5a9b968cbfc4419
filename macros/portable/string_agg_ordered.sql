{%- macro string_agg_ordered(expression, separator, order_by) -%}
    {{ adapter.dispatch('string_agg_ordered')(
        expression, separator, [order_by] if order_by is string else order_by
    ) }}
{%- endmacro -%}

{%- macro duckdb__string_agg_ordered(expression, separator, order_by) -%}
    string_agg(
        {{ expression }},
        {{ text_literal(separator) }}
        order by {{ order_by | join(' nulls last, ') }} nulls last
    )
{%- endmacro -%}

{#- not `listagg`, which fails beside two distinct aggregates (SPARK-42746) -#}
{%- macro spark__string_agg_ordered(expression, separator, order_by) -%}
    case when max({{ expression }}) is not null then array_join(
        transform(
            array_sort(
                collect_list(case when {{ expression }} is not null then named_struct(
                    'text', {{ expression }}
                    {%- for term in order_by %},
                    'term_{{ loop.index }}', {{ term.removesuffix(' desc') }}
                    {%- endfor %}
                ) end),
                (one, other) -> case
                    {%- for term in order_by %}
                    {%- set key = '.term_' ~ loop.index %}
                    {%- set before = '>' if term.endswith(' desc') else '<' %}
                    when one{{ key }} {{ before }} other{{ key }} then -1
                    when other{{ key }} {{ before }} one{{ key }} then 1
                    when one{{ key }} is not null and other{{ key }} is null then -1
                    when one{{ key }} is null and other{{ key }} is not null then 1
                    {%- endfor %}
                    else 0
                end
            ),
            element -> element.text
        ),
        {{ text_literal(separator) }}
    ) end
{%- endmacro -%}
