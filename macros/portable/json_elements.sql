{%- macro json_elements(json_text) -%}
    {{ adapter.dispatch('json_elements')(json_text) }}
{%- endmacro -%}

{%- macro duckdb__json_elements(json_text) -%}
    try([
        cast(element as varchar)
        for element in case
            when json_type({{ json_text }}) = 'ARRAY' then json_extract({{ json_text }}, '$[*]')
            else [cast({{ json_text }} as json)]
        end
        if json_type(element) != 'NULL'
    ])
{%- endmacro -%}

{%- macro spark__json_elements(json_text) -%}
    transform(
        filter(
            coalesce(
                try_variant_get(try_parse_json({{ json_text }}), '$', 'array<variant>'),
                array(try_parse_json({{ json_text }}))
            ),
            element -> element is not null and not is_variant_null(element)
        ),
        element -> to_json(element)
    )
{%- endmacro -%}
