{%- macro name_parameter_count(name) -%}
    cast(
        round(
            coalesce(cast({{ name_size(name, 2) }} as double), 1)
            * cast({{ name_size(name, 3) }} as double)
            * case when lower({{ name_size(name, 5) }}) = 'b' then 1e9 else 1e6 end
        ) as bigint
    )
{%- endmacro -%}
