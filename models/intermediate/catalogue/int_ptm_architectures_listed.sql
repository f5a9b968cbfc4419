with

attributes as (

    select ptm_id, config_ptm_name, config_row_hash
    from {{ ref('int_ptm_attributes_picked') }}

),

version_architectures as (

    select ptm_name, row_hash, architecture, position
    from {{ ref('stg_huggingface__model_version_architectures') }}

),

listed as (

    select
        attributes.ptm_id,
        {{ string_agg_ordered(
            'version_architectures.architecture', ', ', 'version_architectures.position'
        ) }} as architectures
    from attributes
    inner join version_architectures
        on
            attributes.config_ptm_name = version_architectures.ptm_name
            and attributes.config_row_hash = version_architectures.row_hash
    group by attributes.ptm_id

)

select * from listed
