{#- GitHub does not tell cases apart, Python does -#}
{%- macro pytorch_hub_ptm_id(repository_name, entry_point) -%}
    'pkg:generic/pytorch-hub/'
    || {{ url_encoded_path('lower(' ~ repository_name ~ ") || '/' || " ~ entry_point) }}
{%- endmacro -%}
