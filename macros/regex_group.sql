{#- the group said, because Spark takes the first where DuckDB takes the whole match -#}
{%- macro regex_group(text, pattern, group) -%}
    nullif(regexp_extract({{ text }}, {{ regex_literal(pattern) }}, {{ group }}), '')
{%- endmacro -%}
