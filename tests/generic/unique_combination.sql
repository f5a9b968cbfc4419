{#- a part that is missing names nothing, so it breaks the key as much as a second row does -#}
{%- test unique_combination(model, columns, nullable=[]) -%}
    select
        {{ columns | join(',\n        ') }},
        count(*) as row_count
    from {{ model }}
    group by all
    having
        count(*) > 1
        {%- for column in columns if column not in nullable %}
        or {{ column }} is null
        {%- endfor %}
{%- endtest -%}
