with

ptms as (

    select
        *,
        {{ name_parameter_count(name_tail('ptm_name')) }} as name_parameter_count
    from {{ ref('int_ptms_identified') }}

),

described as (

    select * from {{ ref('int_ptms_described') }}

),

pytorch_hub as (

    select * from {{ ref('int_pytorch_hub_ptms_described') }}

),

inspected as (

    select * from {{ ref('int_ptms_inspected') }}

),

licenses as (

    select * from {{ ref('int_ptm_licenses_reconciled') }}

),

license_terms as (

    select license_id, category from {{ ref('license_terms') }}

),

relations as (

    select ptm_id, base_ptm_count, derived_ptm_count, repository_count
    from {{ ref('int_ptm_relations_counted') }}

),

final as (

    select
        ptms.ptm_id,
        ptms.ptm_key,
        ptms.hub,
        ptms.hub_native_id,
        {{ name_owner('ptms.ptm_name') }} as owner,
        {{ name_tail('ptms.ptm_name') }} as name,
        ptms.ptm_name as full_name,
        -- at the page of a name that was taken is another PTM
        case
            when pytorch_hub.ptm_id is not null then pytorch_hub.url
            when ptms.is_name_holder then 'https://huggingface.co/' || ptms.ptm_name
        end
            as url,
        described.task,
        coalesce(described.domain, pytorch_hub.domain) as domain,
        coalesce(described.library, pytorch_hub.library) as library,
        described.model_type,
        described.architectures,
        described.weight_formats,
        licenses.license_raw,
        licenses.license_expression,
        licenses.license_id,
        license_terms.category as license_category,
        licenses.license_status,
        licenses.license_sources,
        case
            when described.parameter_count is not null
                then described.parameter_count_source
            when inspected.card_parameter_count is not null then 'card'
            when ptms.name_parameter_count is not null then 'name'
        end as parameter_count_source,
        coalesce(pytorch_hub.own_repository_id, inspected.own_repository_id)
            as own_repository_id,
        case
            when pytorch_hub.own_repository_id is not null then 'entry point'
            else inspected.own_repository_evidence
        end as own_repository_evidence,
        described.gating,
        described.popularity_band,
        inspected.security_status,
        described.head_sha,
        described.downloads_30d,
        described.downloads_all_time,
        described.likes,
        coalesce(
            described.parameter_count,
            inspected.card_parameter_count,
            ptms.name_parameter_count
        ) as parameter_count,
        described.storage_bytes,
        relations.base_ptm_count,
        relations.derived_ptm_count,
        relations.repository_count,
        described.co2_emissions_kg,
        described.is_disabled,
        ptms.is_known_to_hub,
        coalesce(described.is_removed, pytorch_hub.is_removed) as is_removed,
        coalesce(described.has_card, pytorch_hub.has_card) as has_card,
        described.has_safetensors,
        described.has_pickled_weights,
        described.has_only_pickled_weights,
        coalesce(described.has_custom_code, pytorch_hub.has_custom_code)
            as has_custom_code,
        described.created_at,
        inspected.first_commit_at,
        described.last_modified_at,
        ptms.first_seen_at,
        coalesce(described.removed_at, pytorch_hub.removed_at) as removed_at,
        coalesce(described.observed_at, pytorch_hub.observed_at) as _observed_at
    from ptms
    left join described on ptms.ptm_id = described.ptm_id
    left join pytorch_hub on ptms.ptm_id = pytorch_hub.ptm_id
    left join inspected on ptms.ptm_id = inspected.ptm_id
    left join licenses on ptms.ptm_id = licenses.ptm_id
    left join license_terms on licenses.license_id = license_terms.license_id
    left join relations on ptms.ptm_id = relations.ptm_id

)

select * from final
