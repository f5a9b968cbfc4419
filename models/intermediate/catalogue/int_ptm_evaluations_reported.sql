-- what card and files report; a figure is a number only where it is written as one
with

attributes as (

    select
        ptm_id,
        evaluations_ptm_name,
        evaluations_row_hash,
        evaluation_files_ptm_name,
        evaluation_files_row_hash,
        observed_at
    from {{ ref('int_ptm_attributes_picked') }}

),

of_cards as (

    select * from {{ ref('stg_huggingface__model_version_evaluations') }}

),

of_files as (

    select * from {{ ref('stg_huggingface__model_version_evaluation_files') }}

),

datasets as (

    select dataset_id, dataset_name from {{ ref('int_datasets_identified') }}

),

-- former names and other spellings, where a PTM declares the dataset by one
dataset_names as (

    select declared_name, dataset_id from {{ ref('int_dataset_names_resolved') }}

),

reported as (

    select
        attributes.ptm_id,
        'model-index' as evidence,
        of_cards.position,
        of_cards.task,
        of_cards.dataset_name,
        of_cards.dataset_title,
        of_cards.dataset_config,
        of_cards.dataset_split,
        of_cards.metric,
        of_cards.metric_title,
        of_cards.value_raw,
        of_cards.source_url,
        of_cards.source_title,
        of_cards.is_verified,
        attributes.observed_at
    from attributes
    inner join of_cards
        on
            attributes.evaluations_ptm_name = of_cards.ptm_name
            and attributes.evaluations_row_hash = of_cards.row_hash

    union all

    -- a benchmark names its task; what is measured is the benchmark's own score
    select
        attributes.ptm_id,
        'evalResults' as evidence,
        of_files.position,
        of_files.benchmark_task as task,
        of_files.dataset_name,
        cast(null as string) as dataset_title,
        cast(null as string) as dataset_config,
        cast(null as string) as dataset_split,
        cast(null as string) as metric,
        cast(null as string) as metric_title,
        of_files.value_raw,
        of_files.source_url,
        of_files.source_title,
        of_files.is_verified,
        attributes.observed_at
    from attributes
    inner join of_files
        on
            attributes.evaluation_files_ptm_name = of_files.ptm_name
            and attributes.evaluation_files_row_hash = of_files.row_hash

),

final as (

    select
        reported.*,
        coalesce(dataset_names.dataset_id, datasets.dataset_id) as dataset_id,
        case
            when
                {{ regex_matches(
                    'reported.value_raw', '^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]{1,3})?$'
                ) }}
                then try_cast(reported.value_raw as double)
        end as metric_value
    from reported
    left join datasets on reported.dataset_name = datasets.dataset_name
    left join dataset_names on reported.dataset_name = dataset_names.declared_name

)

select * from final
