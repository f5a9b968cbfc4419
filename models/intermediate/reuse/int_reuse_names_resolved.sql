-- what a name in code means, by the identity of its hub
with

names as (

    select hub, observed_name from {{ ref('int_reuse_names_read') }}

),

on_huggingface as (

    select observed_name, ptm_id, name_resolution
    from {{ ref('int_ptm_names_resolved') }}

),

on_pytorch_hub as (

    select observed_name, ptm_id, name_resolution
    from {{ ref('int_pytorch_hub_names_resolved') }}

),

resolved as (

    select
        names.hub,
        names.observed_name,
        on_huggingface.ptm_id,
        on_huggingface.name_resolution
    from names
    inner join on_huggingface on names.observed_name = on_huggingface.observed_name
    where names.hub = 'huggingface'

    union all

    select
        names.hub,
        names.observed_name,
        on_pytorch_hub.ptm_id,
        on_pytorch_hub.name_resolution
    from names
    inner join on_pytorch_hub on names.observed_name = on_pytorch_hub.observed_name
    where names.hub = 'pytorch-hub'

)

select * from resolved
