with

mentioned as (

    select distinct ptm_name from {{ ref('stg_published__mappings') }}

),

resolved as (

    select observed_name, ptm_id from {{ ref('int_ptm_names_resolved') }}

),

ptms as (

    select ptm_id from {{ ref('dim_ptms') }}

),

meanings as (

    select mentioned.ptm_name, count(ptms.ptm_id) as ptm_count
    from mentioned
    left join resolved on mentioned.ptm_name = resolved.observed_name
    left join ptms on resolved.ptm_id = ptms.ptm_id
    group by mentioned.ptm_name

),

without_one_meaning as (

    select * from meanings
    where ptm_count != 1

)

select * from without_one_meaning
