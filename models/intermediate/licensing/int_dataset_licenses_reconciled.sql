with

read as (

    select dataset_id, license_raw from {{ ref('int_dataset_licenses_read') }}

),

normalised as (

    select license_raw, license_id
    from {{ ref('int_license_values_normalised') }}
    where scheme = 'huggingface'

),

reconciled as (

    select
        read.dataset_id,
        {{ string_agg_distinct('read.license_raw', ', ') }} as license_raw,
        case
            when count(distinct read.license_raw) = 1 then max(normalised.license_id)
        end
            as license_id
    from read
    left join normalised on read.license_raw = normalised.license_raw
    group by read.dataset_id

)

select * from reconciled
