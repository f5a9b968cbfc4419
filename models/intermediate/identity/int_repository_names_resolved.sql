-- repositories have one spelling each, lower-cased, so only renames have to be
-- followed: those of lists first, then the redirects of GitHub, which knows where a
-- name leads now
with

mentioned as (

    select
        observed_name, is_in_mapping_list, is_scanned, first_seen_at, last_seen_at
    from {{ ref('int_repository_names_mentioned') }}

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
