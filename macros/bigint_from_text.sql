{#- the guard, because DuckDB's cast rounds '12.7', and takes '1_000' and '0x1' -#}
{%- macro bigint_from_text(text) -%}
    case
        when {{ regex_matches(text, '^[+-]?[0-9]+$') }} then try_cast({{ text }} as bigint)
    end
{%- endmacro -%}
