{%- macro unnest_strings(list, alias, position_alias) -%}
    {{ adapter.dispatch('unnest_strings')(list, alias, position_alias) }}
{%- endmacro -%}

{#- in the select list: a lateral join costs DuckDB twice as much, since it joins back -#}
{%- macro duckdb__unnest_strings(list, alias, position_alias) -%}
    unnest({{ list }}) as {{ alias }},
        generate_subscripts({{ list }}, 1) as {{ position_alias }}
{%- endmacro -%}

{%- macro spark__unnest_strings(list, alias, position_alias) -%}
    inline(
        transform(
            {{ list }}, (element, position) -> struct(element, cast(position + 1 as bigint))
        )
    ) as ({{ alias }}, {{ position_alias }})
{%- endmacro -%}
