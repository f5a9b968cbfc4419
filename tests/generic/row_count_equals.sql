{%- test row_count_equals(model, other_model, other_where='true') -%}
    with

    counts as (

        select
            (select count(*) from {{ model }}) as row_count,
            (select count(*) from {{ other_model }} where {{ other_where }}) as other_row_count

    )

    select * from counts
    where row_count != other_row_count
{%- endtest -%}
