{%- macro unnest_strings(list_expression, alias, position_alias, relation_alias='elements') -%}
    {{ adapter.dispatch('unnest_strings')(list_expression, alias, position_alias, relation_alias) }}
{%- endmacro -%}

{%- macro duckdb__unnest_strings(list_expression, alias, position_alias, relation_alias) -%}
    cross join unnest(
        {{ list_expression }}
    ) with ordinality as {{ relation_alias }} ({{ alias }}, {{ position_alias }})
{%- endmacro -%}

{%- macro spark__unnest_strings(list_expression, alias, position_alias, relation_alias) -%}
    cross join lateral inline(
        transform(
            {{ list_expression }},
            (element, position) -> struct(element, cast(position + 1 as bigint))
        )
    ) as {{ relation_alias }} ({{ alias }}, {{ position_alias }})
{%- endmacro -%}
