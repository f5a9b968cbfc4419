{#- names of packages differ by case, `_` and `.` only in writing (PEP 503) -#}
{%- macro pypi_package_id(name) -%}
    'pkg:pypi/' || replace(replace(lower({{ name }}), '_', '-'), '.', '-')
{%- endmacro -%}
