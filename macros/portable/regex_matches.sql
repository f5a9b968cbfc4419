{%- macro regex_matches(text, pattern) -%}
    {{ adapter.dispatch('regex_matches')(text, pattern) }}
{%- endmacro -%}

{%- macro duckdb__regex_matches(text, pattern) -%}
    regexp_matches({{ text }}, {{ regex_literal(pattern) }})
{%- endmacro -%}

{%- macro spark__regex_matches(text, pattern) -%}
    regexp_like({{ text }}, {{ regex_literal(pattern) }})
{%- endmacro -%}
