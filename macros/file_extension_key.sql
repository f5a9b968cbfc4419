{#- `*.ending` of a file's name, in lower case; null where it has no ending -#}
{%- macro file_extension_key(path) -%}
    '*.' || {{ regex_group('lower(' ~ path ~ ')', '[.]([^./]+)$', 1) }}
{%- endmacro -%}
