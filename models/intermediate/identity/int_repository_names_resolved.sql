-- repositories have one spelling each, lower-cased, so only renames have to be
-- followed: those of lists first, then the redirects of GitHub, which knows where a
-- name leads now
with

said as (

    select
        mappings.repository_name as observed_name,
        1 as mapping_row,
        0 as scan_row,
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
        0 as scan_row,
        first_seen_at,
        last_seen_at
    from {{ ref('int_pytorch_hub_repositories_named') }}

    union all

    -- a repository exists, too, when GitHub showed it, whoever asked for it
    select
        repository_name as observed_name,
        0 as mapping_row,
        0 as scan_row,
        observed_at as first_seen_at,
        observed_at as last_seen_at
    from {{ ref('stg_github__repositories') }}

    union all

    select
        repository_name as observed_name,
        0 as mapping_row,
        1 as scan_row,
        first_seen_at,
        last_seen_at
    from {{ ref('int_reuse_repositories_named') }}
    where host = 'github'

    union all

    select
        repository_name as observed_name,
        0 as mapping_row,
        0 as scan_row,
        observed_at as first_seen_at,
        observed_at as last_seen_at
    from {{ ref('int_ptm_repositories_stated') }}

),

mentioned as (

    select
        observed_name,
        max(mapping_row) = 1 as is_in_mapping_list,
        max(scan_row) = 1 as is_scanned,
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

answered as (

    select folded_name, repository_name
    from {{ ref('int_repository_names_answered') }}
    where repository_name is not null

),

renamed as (

    select
        mentioned.*,
        coalesce(renames.new_name, mentioned.observed_name) as listed_name
    from mentioned
    left join renames on lower(mentioned.observed_name) = renames.folded_name

),

resolved as (

    select
        renamed.observed_name,
        coalesce(answered.repository_name, renamed.listed_name) as repository_name,
        {{ repository_id('coalesce(answered.repository_name, renamed.listed_name)') }}
            as repository_id,
        case
            when
                lower(coalesce(answered.repository_name, renamed.listed_name))
                = lower(renamed.observed_name)
                then 'exact'
            else 'renamed'
        end as name_resolution,
        renamed.is_in_mapping_list,
        renamed.is_scanned,
        renamed.first_seen_at,
        renamed.last_seen_at
    from renamed
    left join answered on lower(renamed.listed_name) = answered.folded_name

)

select * from resolved
