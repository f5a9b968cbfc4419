with

call_sites as (

    select call_site_id, resolved_names_json
    from {{ ref('stg_reuse__call_sites') }}

),

names as (

    select
        call_site_id,
        {{ unnest_strings(
            json_strings('resolved_names_json'), 'resolved_name', 'name_position'
        ) }}
    from call_sites

)

select * from names
