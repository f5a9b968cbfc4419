{%- macro repository_id(name) -%}
    'pkg:github/' || {{ url_encoded_path('lower(' ~ name ~ ')') }}
{%- endmacro -%}
