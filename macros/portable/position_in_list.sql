{%- macro position_in_list(list, element) -%}
    {{ adapter.dispatch('position_in_list')(list, element) }}
{%- endmacro -%}

{%- macro duckdb__position_in_list(list, element) -%}
    list_position({{ list }}, {{ element }})
{%- endmacro -%}

{%- macro spark__position_in_list(list, element) -%}
    array_position({{ list }}, {{ element }})
{%- endmacro -%}
