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

{#- not `listagg`, which fails beside another distinct aggregate (SPARK-42746) -#}
{%- macro spark__string_agg_distinct(expression, separator) -%}
    case
        when max({{ expression }}) is not null
            then array_join(array_sort(collect_set({{ expression }})), {{ text_literal(separator) }})
    end
{%- endmacro -%}
