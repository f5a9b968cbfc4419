{%- macro json_elements(json_text) -%}
    {{ adapter.dispatch('json_elements')(json_text) }}
{%- endmacro -%}

{%- macro duckdb__json_elements(json_text) -%}
    try(cast(json_extract({{ json_text }}, '$[*]') as varchar[]))
{%- endmacro -%}

{%- macro spark__json_elements(json_text) -%}
    transform(
        try_variant_get(try_parse_json({{ json_text }}), '$', 'array<variant>'),
        element -> to_json(element)
    )
{%- endmacro -%}
