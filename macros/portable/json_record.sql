{%- macro json_record(payload, fields) -%}
    {{ adapter.dispatch('json_record')(payload, fields) }}
{%- endmacro -%}

{#- a list of JSON values in the order of the fields; `try`: malformed text is null -#}
{%- macro duckdb__json_record(payload, fields) -%}
    try(json_extract({{ payload }}, [
    {%- for name, field in fields.items() %}
        '$.{{ ('"' ~ (field.get('path', name) | replace('.', '"."')) ~ '"') | replace('[0]"', '"[0]') }}'
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
    ]))
{%- endmacro -%}

{#- a variant of the whole payload, whatever the fields -#}
{%- macro spark__json_record(payload, fields) -%}
    try_parse_json({{ payload }})
{%- endmacro -%}
