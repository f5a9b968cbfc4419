with

datasets as (

    select * from {{ ref('int_datasets_identified') }}

),

latest as (

    select * from {{ ref('int_dataset_versions_latest') }}

),

licenses as (

    select dataset_id, license_raw, license_id
    from {{ ref('int_dataset_licenses_reconciled') }}

),

ptm_counts as (

    select dataset_id, ptm_count from {{ ref('int_dataset_ptms_counted') }}

),

-- without tags or card of any PTM nobody looked, so a count is missing, not zero
ptms_read as (

    select count(*) as ptm_read_count
    from {{ ref('int_ptm_attributes_picked') }}
    where coalesce(tags_row_hash, card_row_hash) is not null

),

removals as (

    select dataset_id, removed_at from {{ ref('int_dataset_removals_dated') }}

),

final as (

    select
        datasets.dataset_id,
        'huggingface' as hub,
        {{ name_owner('datasets.dataset_name') }} as owner,
        {{ name_tail('datasets.dataset_name') }} as name,
        datasets.dataset_name as full_name,
        'https://huggingface.co/datasets/' || datasets.dataset_name as url,
        licenses.license_raw,
        licenses.license_id,
        case
            when latest.gating = 'false' then 'open'
            when latest.gating = 'true' then 'gated'
            else latest.gating
        end as gating,
        latest.downloads_30d,
        case
            when ptms_read.ptm_read_count > 0 then coalesce(ptm_counts.ptm_count, 0)
        end as ptm_count,
        datasets.is_known_to_hub,
        case when datasets.is_known_to_hub then removals.removed_at is not null end
            as is_removed,
        latest.is_disabled,
        latest.created_at,
        latest.last_modified_at,
        datasets.first_seen_at,
        removals.removed_at
    from datasets
    left join latest on datasets.dataset_id = latest.dataset_id
    left join licenses on datasets.dataset_id = licenses.dataset_id
    left join ptm_counts on datasets.dataset_id = ptm_counts.dataset_id
    left join removals on datasets.dataset_id = removals.dataset_id
    cross join ptms_read

)

select * from final
