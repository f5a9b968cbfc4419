-- a name that was found by itself or by a rename is sure, one that differs by case less
-- so; code that may be given another PTM is less sure than code that says which, and a
-- copy of a library names many that are never loaded
with

mappings as (

    select
        *,
        case
            when certainty = 'copy' then 'low'
            when name_resolution in ('exact', 'native_id', 'renamed')
                then case when certainty = 'default' then 'medium' else 'high' end
            when name_resolution = 'case' then 'medium'
            else 'low'
        end as source_confidence
    from {{ ref('int_mappings_resolved') }}

),

code as (

    select * from {{ ref('int_reuse_mappings_summarised') }}

),

united as (

    select
        ptm_id,
        repository_id,
        case
            when count(*) filter (where source_confidence = 'high') > 0 then 'high'
            when count(*) filter (where source_confidence = 'medium') > 0 then 'medium'
            else 'low'
        end as confidence,
        {{ string_agg_distinct('source_name', ', ') }} as sources,
        count(distinct source_name) as source_count,
        min(first_seen_at) as first_seen_at
    from mappings
    group by ptm_id, repository_id

),

-- what code says of a mapping is null until code was scanned: a list does not say it
final as (

    select
        {{ surrogate_key(['united.ptm_id', 'united.repository_id']) }} as mapping_id,
        united.ptm_id,
        united.repository_id,
        united.confidence,
        united.sources,
        code.call_site_count,
        code.file_count,
        united.source_count,
        code.is_revision_pinned,
        code.is_test_only,
        code.is_vendored_only,
        united.first_seen_at
    from united
    left join code
        on united.ptm_id = code.ptm_id and united.repository_id = code.repository_id

)

select * from final
