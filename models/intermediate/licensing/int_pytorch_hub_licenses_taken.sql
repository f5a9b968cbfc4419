-- a card of PyTorch Hub names no license: a PTM has that of the repository it is loaded
-- from
with

ptms as (

    select ptm_id, repository_id from {{ ref('int_pytorch_hub_ptms_identified') }}

),

licenses as (

    select * from {{ ref('int_repository_licenses_reconciled') }}

),

taken as (

    select
        ptms.ptm_id,
        ptms.repository_id,
        licenses.license_raw,
        licenses.license_expression,
        licenses.license_id,
        licenses.license_status,
        licenses.license_sources,
        licenses.license_mapping_method,
        licenses.license_count,
        licenses.observed_at
    from ptms
    inner join licenses on ptms.repository_id = licenses.repository_id

)

select * from taken
