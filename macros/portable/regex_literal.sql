{#- (?s): a dot matches a line break too -#}
{%- macro regex_literal(pattern) -%}
    {{ adapter.dispatch('regex_literal')('(?s)' ~ pattern) }}
{%- endmacro -%}

{%- macro duckdb__regex_literal(pattern) -%}
    {{ text_literal(pattern) }}
{%- endmacro -%}

{#- Java's `$` also matches before a line break that ends the text -#}
{%- macro spark__regex_literal(pattern) -%}
    {{ text_literal(pattern ~ ('(?!.)' if pattern.endswith('$') else '')) }}
{%- endmacro -%}
