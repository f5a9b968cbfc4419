-- names that a PTM left and that no other took, with the name that it has now
with

names as (

    select ptm_name, ptm_key, last_seen_at from {{ ref('int_ptm_names_keyed') }}

),

ptms as (

    select ptm_key, ptm_id, ptm_name, is_name_holder from {{ ref('int_ptms_listed') }}

),

holders as (

    select ptm_name from ptms
    where is_name_holder

),

names_left as (

    select names.ptm_name as former_name, ptms.ptm_id, ptms.ptm_name
    from names
    inner join ptms on names.ptm_key = ptms.ptm_key and names.ptm_name != ptms.ptm_name
    left join holders on names.ptm_name = holders.ptm_name
    where holders.ptm_name is null
    qualify
        row_number() over (
            partition by names.ptm_name order by names.last_seen_at desc, ptms.ptm_id
        ) = 1

)

select * from names_left
