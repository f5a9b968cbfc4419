{%- macro recursion_limit() -%}
    {{ adapter.dispatch('recursion_limit')() }}
{%- endmacro -%}

{%- macro duckdb__recursion_limit() -%}
    1000
{%- endmacro -%}

{#- Spark fails at its hundredth level (`spark.sql.cteRecursionLevelLimit`) -#}
{%- macro spark__recursion_limit() -%}
    98
{%- endmacro -%}
