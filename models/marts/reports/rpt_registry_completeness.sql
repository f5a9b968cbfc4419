with

fields as (

    select
        metadata_field,
        cast(sum(ptm_count) as bigint) as ptm_count,
        cast(sum(asked_ptm_count) as bigint) as asked_ptm_count,
        cast(sum(asked_ptm_count - found_ptm_count) as bigint) as absent_ptm_count
    from {{ ref('rpt_metadata_availability') }}
    group by metadata_field

),

published as (

    select item, share_pct
    from {{ ref('fct_published_figures') }}
    where figure = 'registry_absence'

),

final as (

    select
        fields.metadata_field,
        fields.ptm_count,
        fields.asked_ptm_count,
        fields.absent_ptm_count,
        {{ share_pct('fields.absent_ptm_count', 'fields.asked_ptm_count') }}
            as absent_pct,
        published.share_pct as published_absent_pct
    from fields
    left join published on fields.metadata_field = published.item

)

select * from final
