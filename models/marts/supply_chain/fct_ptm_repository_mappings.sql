with

mappings as (

    select * from {{ ref('int_mappings_resolved') }}

),

-- what code says of a mapping is null until code was scanned: a list does not say it
final as (

    select
        {{ surrogate_key(['ptm_id', 'repository_id']) }} as mapping_id,
        ptm_id,
        repository_id,
        case
            when
                max(
                    case
                        when
                            name_resolution in ('exact', 'native_id', 'renamed')
                            then 1
                        else 0
                    end
                ) = 1
                then 'high'
            when
                max(case when name_resolution = 'case' then 1 else 0 end) = 1
                then 'medium'
            else 'low'
        end as confidence,
        {{ string_agg_distinct('source_name', ', ') }} as sources,
        cast(null as bigint) as call_site_count,
        cast(null as bigint) as file_count,
        count(distinct source_name) as source_count,
        cast(null as boolean) as is_revision_pinned,
        cast(null as boolean) as is_test_only,
        cast(null as boolean) as is_vendored_only,
        min(first_seen_at) as first_seen_at
    from mappings
    group by ptm_id, repository_id

)

select * from final
