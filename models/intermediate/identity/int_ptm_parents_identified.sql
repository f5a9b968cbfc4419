-- which PTM a child means by a parent. Where the hub gave its own id of the parent, the
-- id decides, because the name may since have been freed and taken by another PTM; a
-- parent that is no PTM of the warehouse keeps its name and makes none
with

parents as (

    select distinct parent_native_id, parent_name
    from {{ ref('int_ptm_parents_picked') }}

),

names as (

    select observed_name, ptm_id, ptm_name, name_resolution
    from {{ ref('int_ptm_names_resolved') }}

),

ptms as (

    select ptm_id, ptm_name, hub_native_id from {{ ref('int_ptms_identified') }}

),

found as (

    select
        parents.parent_native_id,
        parents.parent_name,
        ptms_by_id.ptm_id as ptm_id_by_id,
        ptms_by_id.ptm_name as ptm_name_by_id,
        ptms_by_name.ptm_id as ptm_id_by_name,
        names.ptm_name as ptm_name_by_name,
        names.name_resolution,
        coalesce(parents.parent_native_id != ptms_by_name.hub_native_id, false)
            as is_another
    from parents
    left join ptms as ptms_by_id
        on parents.parent_native_id = ptms_by_id.hub_native_id
    left join names on parents.parent_name = names.observed_name
    left join ptms as ptms_by_name on names.ptm_id = ptms_by_name.ptm_id

),

identified as (

    select
        parent_native_id,
        parent_name,
        case
            when ptm_id_by_id is not null then ptm_id_by_id
            when not is_another then ptm_id_by_name
        end as ptm_id,
        case
            when ptm_id_by_id is not null then ptm_name_by_id
            when not is_another then ptm_name_by_name
            else parent_name
        end as ptm_name,
        case
            when ptm_name_by_id = parent_name then 'exact'
            when ptm_id_by_id is not null then 'native_id'
            when not is_another then name_resolution
            else 'not_found'
        end as name_resolution
    from found

)

select * from identified
