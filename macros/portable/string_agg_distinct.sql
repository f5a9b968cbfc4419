{%- macro string_agg_distinct(expression, separator) -%}
    {{ adapter.dispatch('string_agg_distinct')(expression, separator) }}
{%- endmacro -%}

{%- macro duckdb__string_agg_distinct(expression, separator) -%}
    string_agg(distinct {{ expression }}, {{ text_literal(separator) }} order by {{ expression }})
{%- endmacro -%}

{%- macro spark__string_agg_distinct(expression, separator) -%}
    listagg(distinct {{ expression }}, {{ text_literal(separator) }})
    within group (order by {{ expression }})
{%- endmacro -%}
