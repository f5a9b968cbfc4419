{%- macro string_agg_ordered(expression, separator, order_by) -%}
    {%- set terms = [order_by] if order_by is string else order_by -%}
    {%- set order = terms | join(' nulls last, ') ~ ' nulls last' -%}
    {{ adapter.dispatch('string_agg_ordered')(expression, separator, order) }}
{%- endmacro -%}

{%- macro duckdb__string_agg_ordered(expression, separator, order) -%}
    string_agg({{ expression }}, {{ text_literal(separator) }} order by {{ order }})
{%- endmacro -%}

{%- macro spark__string_agg_ordered(expression, separator, order) -%}
    listagg({{ expression }}, {{ text_literal(separator) }}) within group (order by {{ order }})
{%- endmacro -%}
