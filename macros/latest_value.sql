{%- macro latest_value(expression, recency_rank, condition) -%}
    ({{ latest_values({'answer': expression}, recency_rank, condition) }}).answer
{%- endmacro -%}
