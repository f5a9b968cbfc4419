{#- `~` opens an escape, so no text of a part can pass for a separator or for a null -#}
{%- macro surrogate_key(columns) -%}
    md5(
    {%- for column in columns %}
        {% if not loop.first %}|| '|' || {% endif -%}
        coalesce(replace(replace(cast({{ column }} as string), '~', '~0'), '|', '~1'), '~')
    {%- endfor %}
    )
{%- endmacro -%}
