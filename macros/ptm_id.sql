{%- macro ptm_id(hub_name) -%}
    'pkg:huggingface/' || {{ url_encoded_path(hub_name) }}
{%- endmacro -%}
