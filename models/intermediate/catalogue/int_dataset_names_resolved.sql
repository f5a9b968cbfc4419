-- each dataset name that a PTM declares, once; the first way that finds a dataset
-- counts
with

declared as (

    select
        declared_name,
        min(observed_at) as first_seen_at,
        max(observed_at) as last_seen_at
    from {{ ref('int_ptm_datasets_declared') }}
    group by declared_name

),

listed as (

    select dataset_id, dataset_name, dataset_key from {{ ref('int_datasets_listed') }}

),

former_names as (

    select names.hub_name as former_name, listed.dataset_id, listed.dataset_name
    from {{ ref('int_hub_items_named') }} as names
    inner join listed on names.item_key = listed.dataset_key
    where names.entity = 'datasets'
    qualify
        row_number() over (
            partition by names.hub_name
            order by names.last_seen_at desc, listed.dataset_id
        ) = 1

),

renames as (

    select old_name, new_name
    from {{ ref('int_renames_followed') }}
    where entity = 'dataset'

),

names_by_case as (

    select
        lower(dataset_name) as folded_name,
        min(dataset_id) as dataset_id,
        min(dataset_name) as dataset_name
    from listed
    group by all
    having count(*) = 1

),

names_by_tail as (

    select {{ name_tail('dataset_name') }} as tail, min(dataset_name) as dataset_name
    from listed
    where dataset_name != {{ name_tail('dataset_name') }}
    group by all
    having count(*) = 1

),

found as (

    select
        declared.declared_name,
        declared.first_seen_at,
        declared.last_seen_at,
        coalesce(
            listed.dataset_name,
            former_names.dataset_name,
            renames.new_name,
            names_by_case.dataset_name,
            names_by_tail.dataset_name,
            declared.declared_name
        ) as dataset_name,
        case
            when listed.dataset_name is not null then 'exact'
            when former_names.dataset_name is not null then 'renamed'
            when renames.new_name is not null then 'renamed'
            when names_by_case.dataset_name is not null then 'case'
            when names_by_tail.dataset_name is not null then 'unqualified'
            else 'not_found'
        end as name_resolution
    from declared
    left join listed on declared.declared_name = listed.dataset_name
    left join former_names on declared.declared_name = former_names.former_name
    left join renames on declared.declared_name = renames.old_name
    left join names_by_case on lower(declared.declared_name) = names_by_case.folded_name
    left join names_by_tail on declared.declared_name = names_by_tail.tail

),

resolved as (

    select
        declared_name,
        dataset_name,
        {{ dataset_id('dataset_name') }} as dataset_id,
        name_resolution,
        first_seen_at,
        last_seen_at
    from found

)

select * from resolved
