-- the newest record of each listed dataset, with its figures
with

observations as (

    select * from {{ ref('stg_huggingface__dataset_observations') }}

),

listings as (

    select listing_id, part_count from {{ ref('stg_huggingface__listings') }}

),

datasets as (

    select dataset_id, dataset_name from {{ ref('int_datasets_listed') }}

),

versions as (

    select * from {{ ref('stg_huggingface__dataset_versions') }}

),

latest as (

    select
        datasets.dataset_id,
        versions.dataset_name,
        versions.row_hash,
        observations.downloads_30d,
        versions.gating,
        versions.is_disabled,
        versions.created_at,
        versions.last_modified_at,
        observations.observed_at
    from observations
    inner join listings
        on
            observations.listing_id = listings.listing_id
            -- parts beyond are what a shorter dump of the same moment replaced
            and observations.part <= listings.part_count
    inner join datasets on observations.dataset_name = datasets.dataset_name
    inner join versions
        on
            observations.dataset_name = versions.dataset_name
            and observations.row_hash = versions.row_hash
    qualify
        row_number() over (
            partition by datasets.dataset_id
            order by observations.observed_at desc, observations.listing_id
        ) = 1

)

select * from latest
