with

judged as (

    select * from {{ ref('int_mappings_judged') }}

),

ptm_licenses as (

    select * from {{ ref('int_ptm_licenses_reconciled') }}

),

repository_licenses as (

    select * from {{ ref('int_repository_licenses_reconciled') }}

),

published_names as (

    select * from {{ ref('int_mappings_published_named') }}

),

published_pairs as (

    select * from {{ ref('int_published_license_pairs_judged') }}

),

with_confidence as (

    select
        judged.*,
        case
            when
                ptm_licenses.license_count > 1
                or repository_licenses.license_count > 1
                or repository_licenses.license_status = 'conflicting'
                or judged.is_name_guessed
                then 'low'
            when ptm_licenses.license_sources like 'list:%' then 'medium'
            else 'high'
        end as confidence,
        ptm_licenses.license_id as upstream_license_id,
        ptm_licenses.license_status as upstream_license_status,
        ptm_licenses.license_raw as upstream_license_raw,
        ptm_licenses.license_sources as upstream_license_sources,
        ptm_licenses.observed_at as upstream_license_observed_at,
        repository_licenses.license_id as downstream_license_id,
        repository_licenses.license_status as downstream_license_status,
        repository_licenses.license_raw as downstream_license_raw,
        repository_licenses.license_sources as downstream_license_sources,
        repository_licenses.observed_at as downstream_license_observed_at
    from judged
    inner join ptm_licenses on judged.ptm_id = ptm_licenses.ptm_id
    inner join
        repository_licenses
        on judged.repository_id = repository_licenses.repository_id

),

final as (

    select
        {{ surrogate_key(["'uses'", 'judged.ptm_id', 'judged.repository_id']) }}
            as finding_id,
        'uses' as relation,
        judged.ptm_id as upstream_id,
        'ptm' as upstream_type,
        judged.upstream_license_id,
        judged.repository_id as downstream_id,
        'repository' as downstream_type,
        judged.downstream_license_id,
        judged.verdict,
        judged.conflict_type,
        -- what rests on a weak reading weighs one step less
        case
            when judged.confidence != 'low' then judged.severity
            when judged.severity = 'high' then 'medium'
            when judged.severity = 'medium' then 'low'
            else 'info'
        end as severity,
        judged.confidence,
        judged.rule_id,
        judged.explanation || ' This is a signal, not legal advice.' as explanation,
        judged.remedy,
        judged.ptm_id || ' > ' || judged.repository_id as path,
        case
            when published_names.is_skipped then 'skipped'
            else published_pairs.published_verdict
        end as published_verdict,
        judged.upstream_license_status,
        judged.upstream_license_raw,
        judged.upstream_license_sources,
        judged.downstream_license_status,
        judged.downstream_license_raw,
        judged.downstream_license_sources,
        judged.matrix_version,
        judged.matrix_cell,
        judged.matrix_explanation,
        judged.sources as mapping_sources,
        judged.observed_names as mapping_names,
        cast(1 as bigint) as hops,
        judged.upstream_license_observed_at,
        judged.downstream_license_observed_at
    from with_confidence as judged
    left join published_names
        on
            judged.ptm_id = published_names.ptm_id
            and judged.repository_id = published_names.repository_id
    left join published_pairs
        on
            published_names.upstream_name = published_pairs.upstream_name
            and published_names.downstream_name = published_pairs.downstream_name

)

select * from final
