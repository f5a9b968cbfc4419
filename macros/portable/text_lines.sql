{%- macro text_lines(text) -%}
    {{ adapter.dispatch('text_lines')(text) }}
{%- endmacro -%}

{%- macro duckdb__text_lines(text) -%}
    string_split({{ text }}, chr(10))
{%- endmacro -%}

{%- macro spark__text_lines(text) -%}
    split({{ text }}, chr(10))
{%- endmacro -%}
