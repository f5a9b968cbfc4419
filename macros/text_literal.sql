{#- Spark reads a backslash in a literal as an escape, DuckDB as itself -#}
{%- macro text_literal(text) -%}
    {%- if '\\' in text -%}
        {{- exceptions.raise_compiler_error(
            "The text " ~ text ~ " has a backslash, which the engines read differently; write it without, e.g. [0-9] for a digit and [.] for a dot."
        ) -}}
    {%- endif -%}
    '{{ text | replace("'", "''") }}'
{%- endmacro -%}
