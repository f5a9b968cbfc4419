{#- the part of a hub name behind its owner; the name itself where it has none -#}
{%- macro name_tail(name) -%}
    coalesce({{ regex_group(name, '/([^/]*)$', 1) }}, {{ name }})
{%- endmacro -%}
