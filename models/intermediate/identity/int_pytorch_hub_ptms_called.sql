-- entry points that code loads and no card does: GitHub repositories can be loaded from
-- without being on PyTorch Hub, so no card says that there is none
with

names as (

    select observed_name, ptm_id, ptm_name
    from {{ ref('int_pytorch_hub_names_resolved') }}
    where is_unlisted and ptm_id is not null

),

seen as (

    select observed_name, first_seen_at, last_seen_at
    from {{ ref('int_reuse_names_read') }}
    where hub = 'pytorch-hub'

),

called as (

    select
        names.ptm_id,
        min(names.ptm_name) as ptm_name,
        min(seen.first_seen_at) as first_seen_at,
        max(seen.last_seen_at) as last_seen_at
    from names
    inner join seen on names.observed_name = seen.observed_name
    group by names.ptm_id

)

select * from called
