{%- macro json_strings(json_text) -%}
    {{ adapter.dispatch('json_strings')(json_text) }}
{%- endmacro -%}

{#- nearly every list holds nothing but scalars, and is then taken in one call -#}
{%- macro duckdb__json_strings(json_text) -%}
    try(case
        when json_type({{ json_text }}) != 'ARRAY'
            then [
                element ->> '$'
                for element in [cast({{ json_text }} as json)]
                if json_type(element) not in ('OBJECT', 'NULL')
            ]
        when list_has_any(json_type({{ json_text }}, '$[*]'), ['ARRAY', 'OBJECT', 'NULL'])
            then [
                element ->> '$'
                for element in json_extract({{ json_text }}, '$[*]')
                if json_type(element) not in ('ARRAY', 'OBJECT', 'NULL')
            ]
        else json_extract_string({{ json_text }}, '$[*]')
    end)
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
