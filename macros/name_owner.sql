{#- the part of a hub name before its slash; null where it has no owner -#}
{%- macro name_owner(name) -%}
    {{ regex_group(name, '^([^/]*)/', 1) }}
{%- endmacro -%}
