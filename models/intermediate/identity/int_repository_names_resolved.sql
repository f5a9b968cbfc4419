-- repositories have one spelling each, lower-cased, so only renames have to be followed
with

said as (

    select
        mappings.repository_name as observed_name,
        1 as mapping_row,
        lists.observed_at as first_seen_at,
        lists.observed_at as last_seen_at
    from {{ ref('stg_published__mappings') }} as mappings
    inner join
        {{ ref('stg_published__lists') }} as lists
        on mappings.list_id = lists.list_id

    union all

    select
        repository_name as observed_name,
        0 as mapping_row,
        first_seen_at,
        last_seen_at
    from {{ ref('int_pytorch_hub_repositories_named') }}

    union all

    select
        repository_name as observed_name,
        0 as mapping_row,
        observed_at as first_seen_at,
        observed_at as last_seen_at
    from {{ ref('int_ptm_repositories_stated') }}

),

mentioned as (

    select
        observed_name,
        max(mapping_row) = 1 as is_in_mapping_list,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at
    from said
    group by observed_name

),

renames as (

    select lower(old_name) as folded_name, new_name
    from {{ ref('int_renames_followed') }}
    where entity = 'repository'
    qualify
        row_number() over (partition by lower(old_name) order by old_name, new_name) = 1

),

resolved as (

    select
        mentioned.observed_name,
        coalesce(renames.new_name, mentioned.observed_name) as repository_name,
        {{ repository_id('coalesce(renames.new_name, mentioned.observed_name)') }}
            as repository_id,
        case when renames.new_name is null then 'exact' else 'renamed' end
            as name_resolution,
        mentioned.is_in_mapping_list,
        mentioned.first_seen_at,
        mentioned.last_seen_at
    from mentioned
    left join renames on lower(mentioned.observed_name) = renames.folded_name

)

select * from resolved
