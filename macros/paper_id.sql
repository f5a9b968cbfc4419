{%- macro paper_id(arxiv_id) -%}
    'arxiv:' || lower({{ arxiv_id }})
{%- endmacro -%}
