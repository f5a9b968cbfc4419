-- the PTMs that a Space uses, as the hub names them
with

spaces as (

    select space_id, models_space_name, models_row_hash, models_observed_at
    from {{ ref('int_space_versions_latest') }}

),

version_models as (

    select space_name, row_hash, ptm_name
    from {{ ref('stg_huggingface__space_version_models') }}

),

named as (

    select
        spaces.space_id,
        version_models.ptm_name as declared_name,
        max(spaces.models_observed_at) as observed_at
    from spaces
    inner join version_models
        on
            spaces.models_space_name = version_models.space_name
            and spaces.models_row_hash = version_models.row_hash
    where version_models.ptm_name != ''
    group by spaces.space_id, version_models.ptm_name

)

select * from named
