{%- macro text_after(text, prefix) -%}
    case
        when left({{ text }}, {{ prefix | length }}) = {{ text_literal(prefix) }}
            then substr({{ text }}, {{ prefix | length + 1 }})
    end
{%- endmacro -%}
