{%- macro space_id(name) -%}
    'pkg:huggingface/spaces/' || {{ url_encoded_path(name) }}
{%- endmacro -%}
