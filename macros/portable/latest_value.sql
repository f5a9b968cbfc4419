{%- macro latest_value(expression, recency_rank, condition) -%}
    {{ adapter.dispatch('latest_value')(expression, recency_rank, condition) }}
{%- endmacro -%}

{#- wrapped, because both engines treat a null in `min_by` differently, and a null that was
    answered is newer than a value that was answered before -#}
{%- macro duckdb__latest_value(expression, recency_rank, condition) -%}
    struct_extract(
        min_by(struct_pack(answer := {{ expression }}), {{ recency_rank }})
            filter (where {{ condition }}),
        'answer'
    )
{%- endmacro -%}

{%- macro spark__latest_value(expression, recency_rank, condition) -%}
    min_by(named_struct('answer', {{ expression }}), {{ recency_rank }})
        filter (where {{ condition }}).answer
{%- endmacro -%}
