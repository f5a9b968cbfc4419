{%- macro string_agg_distinct(expression, separator) -%}
    {{ adapter.dispatch('string_agg_distinct')(expression, separator) }}
{%- endmacro -%}

{#- four times as fast as `string_agg(distinct … order by …)` over many small groups -#}
{%- macro duckdb__string_agg_distinct(expression, separator) -%}
    array_to_string(
        list_sort(list(distinct {{ expression }}) filter (where {{ expression }} is not null)),
        {{ text_literal(separator) }}
    )
{%- endmacro -%}

{%- macro spark__string_agg_distinct(expression, separator) -%}
    listagg(distinct {{ expression }}, {{ text_literal(separator) }})
    within group (order by {{ expression }})
{%- endmacro -%}
