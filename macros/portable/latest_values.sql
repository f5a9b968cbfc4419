{%- macro latest_values(values, recency_rank, condition) -%}
    {{ adapter.dispatch('latest_values')(values, recency_rank, condition) }}
{%- endmacro -%}

{#- packed, because both engines treat a null in `min_by` differently, and a null that was
    answered is newer than a value that was answered before -#}
{%- macro duckdb__latest_values(values, recency_rank, condition) -%}
    min_by(
        struct_pack(
        {%- for name, expression in values.items() %}
            {{ name }} := {{ expression }}{% if not loop.last %},{% endif %}
        {%- endfor %}
        ),
        {{ recency_rank }}
    ) filter (where {{ condition }})
{%- endmacro -%}

{%- macro spark__latest_values(values, recency_rank, condition) -%}
    min_by(
        named_struct(
        {%- for name, expression in values.items() %}
            '{{ name }}', {{ expression }}{% if not loop.last %},{% endif %}
        {%- endfor %}
        ),
        {{ recency_rank }}
    ) filter (where {{ condition }})
{%- endmacro -%}
