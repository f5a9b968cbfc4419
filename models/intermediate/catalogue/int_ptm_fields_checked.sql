-- which fields a PTM's record has; null where no listing carried what would say so
with

attributes as (

    select * from {{ ref('int_ptm_attributes_picked') }}

),

tags as (

    select
        tags.ptm_id,
        count(formats.tag) > 0 as has_framework,
        count(*) filter (where left(tags.tag, 11) = 'base_model:') > 0
            as has_base_model,
        count(*) filter (where left(tags.tag, 8) = 'dataset:') > 0 as has_dataset,
        count(*) filter (
            where left(tags.tag, 6) = 'arxiv:' or left(tags.tag, 4) = 'doi:'
        ) > 0 as has_paper
    from {{ ref('int_ptm_tags_current') }} as tags
    left join {{ ref('weight_formats') }} as formats on tags.tag = formats.tag
    group by tags.ptm_id

),

card_datasets as (

    select ptm_id
    from {{ ref('int_ptm_datasets_declared') }}
    where is_card
    group by ptm_id

),

languages as (

    select ptm_id
    from {{ ref('int_ptm_languages_declared') }}
    group by ptm_id

),

licenses as (

    select ptm_id, license_status from {{ ref('int_ptm_licenses_reconciled') }}

),

domains as (

    select task from {{ ref('task_domains') }}

),

asked as (

    select
        *,
        tags_row_hash is not null as has_tags_answer,
        coalesce(tags_row_hash, card_row_hash) is not null as has_answer
    from attributes

),

checked as (

    select
        asked.ptm_id,
        asked.has_task,
        case when asked.has_task is not null then domains.task is not null end
            as has_domain,
        asked.has_library,
        case when asked.has_tags_answer then coalesce(tags.has_framework, false) end
            as has_framework,
        asked.has_model_type,
        case
            when licenses.license_status = 'none' then false
            when licenses.license_status != 'not_collected' then true
        end as has_license,
        case
            when asked.has_answer
                then
                    coalesce(tags.has_dataset, false)
                    or card_datasets.ptm_id is not null
        end as has_dataset,
        case when asked.has_tags_answer then coalesce(tags.has_base_model, false) end
            as has_base_model,
        case when asked.has_answer then languages.ptm_id is not null end
            as has_language,
        case when asked.has_tags_answer then coalesce(tags.has_paper, false) end
            as has_paper,
        asked.has_evaluations as has_evaluation,
        asked.has_spaces as has_demo,
        case
            when asked.safetensors_parameter_count is not null then true
            when asked.gguf_parameter_count is not null then true
            else asked.has_parameter_answer
        end as has_parameters,
        case when asked.has_card is not null then asked.co2_emissions_g is not null end
            as has_co2_emissions,
        asked.has_card,
        asked.observed_at
    from asked
    left join tags on asked.ptm_id = tags.ptm_id
    left join card_datasets on asked.ptm_id = card_datasets.ptm_id
    left join languages on asked.ptm_id = languages.ptm_id
    left join licenses on asked.ptm_id = licenses.ptm_id
    left join domains on asked.task = domains.task

)

select * from checked
