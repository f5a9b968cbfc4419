{%- macro json_field_strings(json_text, field) -%}
    {{ adapter.dispatch('json_field_strings')(json_text, field) }}
{%- endmacro -%}

{%- macro duckdb__json_field_strings(json_text, field) -%}
    try([
        case when json_type(element, '$."{{ field }}"') = 'VARCHAR'
            then element ->> '$."{{ field }}"' end
        for element in json_extract({{ json_text }}, '$[*]')
    ])
{%- endmacro -%}

{%- macro spark__json_field_strings(json_text, field) -%}
    {%- set get = "try_variant_get(element, '$[\"" ~ field ~ "\"]', " -%}
    transform(
        try_variant_get(try_parse_json({{ json_text }}), '$', 'array<variant>'),
        element -> case when schema_of_variant({{ get }}'variant')) = 'STRING'
            then {{ get }}'string') end
    )
{%- endmacro -%}
