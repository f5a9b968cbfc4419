-- the licenses that count for a repository: all that any list names. A list that cannot
-- name the license, finds none, or cannot tell `-only` from `-or-later`, does not count
-- where another can
with

read as (

    select * from {{ ref('int_repository_licenses_read') }}

),

terms as (

    select license_id, is_ambiguous, is_exception from {{ ref('license_terms') }}

),

judged as (

    select
        read.repository_id,
        read.source_name,
        read.license_raw,
        -- an exception names no license, it only adds to one
        case when terms.is_exception is not true then read.license_id end as license_id,
        read.mapping_method,
        read.observed_at,
        case
            when read.license_raw is null then 'none'
            when
                terms.is_exception or coalesce(terms.is_ambiguous, true)
                then 'ambiguous'
            else 'declared'
        end as value_status
    from read
    left join terms on read.license_id = terms.license_id

),

-- GitHub writes GPL-3.0 for both forms, which is read as the `-only` one
refined as (

    select distinct coarse.repository_id, coarse.source_name, coarse.license_raw
    from judged as coarse
    inner join judged as fine
        on
            coarse.repository_id = fine.repository_id
            and coarse.source_name != fine.source_name
            and coarse.mapping_method = 'alias'
            and coarse.license_id != fine.license_id
            and replace(coarse.license_id, '-only', '-or-later') = fine.license_id

),

ranked as (

    select
        judged.*,
        max(
            case judged.value_status
                when 'declared' then 2 when 'ambiguous' then 1 else 0
            end
        ) over (partition by judged.repository_id) as best_status_rank
    from judged
    left join refined
        on
            judged.repository_id = refined.repository_id
            and judged.source_name = refined.source_name
            and judged.license_raw = refined.license_raw
    where refined.license_raw is null

),

members as (

    select
        repository_id,
        license_id,
        coalesce(license_id, 'ambiguous:' || lower(license_raw)) as member_key,
        value_status = 'ambiguous' as is_ambiguous,
        {{ string_agg_distinct('license_raw', ', ') }} as license_raw,
        min(source_name) as first_source_name,
        max(source_name) as last_source_name,
        count(distinct source_name) as source_count,
        {{ string_agg_distinct('mapping_method', ', ') }} as license_mapping_method,
        max(observed_at) as observed_at
    from ranked
    where
        (value_status = 'declared' and best_status_rank = 2)
        or (value_status = 'ambiguous' and best_status_rank = 1)
    group by 1, 2, 3, 4

)

select * from members
