with

call_sites as (

    select call_site_id, resolved_names_json
    from {{ ref('stg_reuse__call_sites') }}

),

names as (

    select
        call_sites.call_site_id,
        elements.resolved_name,
        elements.name_position
    from call_sites
    {{ unnest_strings(
        json_strings('call_sites.resolved_names_json'), 'resolved_name', 'name_position'
    ) }}

)

select * from names
