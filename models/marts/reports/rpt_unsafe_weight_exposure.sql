with

ptms as (

    select
        ptm_id,
        case
            when weight_formats is null then 'unknown'
            when has_only_pickled_weights then 'pickled only'
            when has_pickled_weights then 'pickled and others'
            else 'none pickled'
        end as exposure,
        coalesce(popularity_band, 'unknown') as popularity_band,
        downloads_30d,
        has_custom_code
    from {{ ref('dim_ptms') }}
    where is_removed is not true

),

mappings as (

    select ptm_id, repository_id from {{ ref('fct_ptm_repository_mappings') }}

),

looked as (

    select count(*) as mapping_count from mappings

),

repositories as (

    select
        ptms.exposure,
        ptms.popularity_band,
        count(distinct mappings.repository_id) as repository_count
    from ptms
    inner join mappings on ptms.ptm_id = mappings.ptm_id
    group by ptms.exposure, ptms.popularity_band

),

counted as (

    select
        exposure,
        popularity_band,
        count(*) as ptm_count,
        count(*) filter (where has_custom_code) as custom_code_ptm_count,
        cast(sum(downloads_30d) as bigint) as downloads_30d
    from ptms
    group by exposure, popularity_band

),

final as (

    select
        counted.exposure,
        counted.popularity_band,
        counted.ptm_count,
        counted.custom_code_ptm_count,
        counted.downloads_30d,
        case
            when looked.mapping_count > 0
                then coalesce(repositories.repository_count, 0)
        end as repository_count
    from counted
    left join repositories
        on
            counted.exposure = repositories.exposure
            and counted.popularity_band = repositories.popularity_band
    cross join looked

)

select * from final
