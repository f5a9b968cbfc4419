-- dated by the first commit; without one by the hub, which does not know what is older
-- than 2 March 2022
with

dated as (

    select
        coalesce(domain, 'unknown') as domain,
        case
            when first_commit_at is not null then first_commit_at
            when created_at >= timestamp '2022-03-03 00:00:00' then created_at
        end as made_at,
        coalesce(first_commit_at, created_at) as known_at,
        parameter_count,
        parameter_count_source
    from {{ ref('dim_ptms') }}

),

halved as (

    select
        domain,
        case
            when made_at is not null
                then
                    cast(extract(year from made_at) as string)
                    || case
                        when extract(month from made_at) <= 6 then '-H1' else '-H2'
                    end
            when known_at is not null then 'before 2022-03-03'
            else 'unknown'
        end as half_year,
        parameter_count,
        case
            when parameter_count_source in ('safetensors', 'gguf') then parameter_count
        end
            as counted_parameter_count
    from dated

),

final as (

    select
        domain,
        half_year,
        count(*) as ptm_count,
        count(parameter_count) as sized_ptm_count,
        count(counted_parameter_count) as counted_ptm_count,
        cast(round(median(parameter_count), 1) as double) as median_parameters,
        cast(round(median(counted_parameter_count), 1) as double)
            as median_counted_parameters,
        max(counted_parameter_count) as most_counted_parameters
    from halved
    group by domain, half_year

)

select * from final
