with

unknown_values as (

    select license_raw
    from {{ ref('int_license_values_normalised') }}
    where scheme = 'huggingface' and not is_known

),

counted as (

    select read.license_raw, count(distinct read.ptm_id) as ptm_count
    from {{ ref('int_ptm_licenses_read') }} as read
    inner join unknown_values on read.license_raw = unknown_values.license_raw
    where read.scheme = 'huggingface'
    group by read.license_raw

)

select * from counted
