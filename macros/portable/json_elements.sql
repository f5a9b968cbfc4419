{%- macro json_elements(json_text) -%}
    {{ adapter.dispatch('json_elements')(json_text) }}
{%- endmacro -%}

{%- macro duckdb__json_elements(json_text) -%}
    case
        when try(json_type({{ json_text }})) = 'ARRAY'
            then cast(json_extract({{ json_text }}, '$[*]') as varchar[])
        when try(json_type({{ json_text }})) != 'NULL'
            then [cast({{ json_text }} as varchar)]
    end
{%- endmacro -%}

{%- macro spark__json_elements(json_text) -%}
    transform(
        coalesce(
            try_variant_get(try_parse_json({{ json_text }}), '$', 'array<variant>'),
            case
                when
                    try_parse_json({{ json_text }}) is not null
                    and not is_variant_null(try_parse_json({{ json_text }}))
                    then array(try_parse_json({{ json_text }}))
            end
        ),
        element -> to_json(element)
    )
{%- endmacro -%}
