{%- macro dataset_id(name) -%}
    'pkg:huggingface/datasets/' || {{ url_encoded_path(name) }}
{%- endmacro -%}
