with

pairs as (

    select upstream_license_key, downstream_license_key, verdict
    from {{ ref('int_license_pairs_judged') }}
    where rule_id = 'R13'

),

cells as (

    select
        upstream_license_id,
        downstream_license_id,
        case cell
            when 'Yes' then 'compatible'
            when 'Same' then 'compatible'
            when 'No' then 'incompatible'
            when 'Check dependency' then 'review'
            when 'Unknown' then 'unknown'
        end as verdict_of_cell
    from {{ ref('osadl_cells') }}

),

compared as (

    select
        pairs.upstream_license_key,
        pairs.downstream_license_key,
        pairs.verdict,
        cells.verdict_of_cell
    from pairs
    left join cells
        on
            pairs.upstream_license_key = cells.upstream_license_id
            and pairs.downstream_license_key = cells.downstream_license_id

),

differences as (

    select * from compared
    where verdict is distinct from verdict_of_cell

)

select * from differences
