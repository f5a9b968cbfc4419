{%- macro json_strings(json_text) -%}
    {{ adapter.dispatch('json_strings')(json_text) }}
{%- endmacro -%}

{%- macro duckdb__json_strings(json_text) -%}
    try([
        element ->> '$'
        for element in case
            when json_type({{ json_text }}) = 'ARRAY' then json_extract({{ json_text }}, '$[*]')
            else [cast({{ json_text }} as json)]
        end
        if json_type(element) not in ('ARRAY', 'OBJECT', 'NULL')
    ])
{%- endmacro -%}

{%- macro spark__json_strings(json_text) -%}
    transform(
        filter(
            coalesce(
                try_variant_get(try_parse_json({{ json_text }}), '$', 'array<variant>'),
                array(try_parse_json({{ json_text }}))
            ),
            element -> not schema_of_variant(element) rlike '^(ARRAY|OBJECT|VOID)'
        ),
        element -> try_variant_get(element, '$', 'string')
    )
{%- endmacro -%}
