{#- a folder or an archive, which no host has; its name keeps its case, as file systems may -#}
{%- macro local_repository_id(name) -%}
    'pkg:generic/local/' || {{ url_encoded_path(name) }}
{%- endmacro -%}
