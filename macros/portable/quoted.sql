{%- macro quoted(name) -%}
    {{ adapter.dispatch('quoted')(name) }}
{%- endmacro -%}

{%- macro duckdb__quoted(name) -%}
    "{{ name }}"
{%- endmacro -%}

{%- macro spark__quoted(name) -%}
    `{{ name }}`
{%- endmacro -%}
