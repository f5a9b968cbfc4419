-- every name of a repository that a source used, with what says so
with

resolved as (

    select
        observed_name,
        repository_name,
        repository_id,
        first_seen_at
    from {{ ref('int_repository_names_resolved') }}

),

identified as (

    select repository_id, full_name, first_seen_at
    from {{ ref('int_repositories_identified') }}
    -- a folder has no other name than its own
    where host is distinct from 'local'

),

answered as (

    select folded_name, repository_id, fetched_at
    from {{ ref('int_repository_names_answered') }}
    where repository_name is not null

),

addresses as (

    select
        mappings.repository_name_raw as observed_name,
        mappings.repository_name,
        min(lists.observed_at) as first_seen_at
    from {{ ref('stg_published__mappings') }} as mappings
    inner join
        {{ ref('stg_published__lists') }} as lists
        on mappings.list_id = lists.list_id
    where mappings.repository_name_raw != mappings.repository_name
    group by mappings.repository_name_raw, mappings.repository_name

),

candidates as (

    select
        full_name as alias,
        repository_id,
        'current' as alias_kind,
        1 as rank,
        'the name that it has now' as evidence,
        first_seen_at as valid_from
    from identified

    union all

    select
        resolved.observed_name as alias,
        resolved.repository_id,
        case
            when lower(resolved.observed_name) = lower(identified.full_name) then 'case'
            when answered.folded_name is not null then 'redirect'
            else 'renamed'
        end as alias_kind,
        2 as rank,
        case
            when lower(resolved.observed_name) = lower(identified.full_name)
                then 'a spelling that a list uses; GitHub ignores case'
            when answered.folded_name is not null
                then 'GitHub leads from this name to ' || identified.full_name
            else 'a rename list leads from this name to ' || resolved.repository_name
        end as evidence,
        resolved.first_seen_at as valid_from
    from resolved
    inner join identified on resolved.repository_id = identified.repository_id
    left join answered on lower(resolved.observed_name) = answered.folded_name

    union all

    select
        answered.folded_name as alias,
        answered.repository_id,
        'redirect' as alias_kind,
        3 as rank,
        'GitHub leads from this name to ' || identified.full_name as evidence,
        answered.fetched_at as valid_from
    from answered
    inner join identified on answered.repository_id = identified.repository_id
    where answered.folded_name != lower(identified.full_name)

    union all

    select
        addresses.observed_name as alias,
        resolved.repository_id,
        'address' as alias_kind,
        4 as rank,
        'a list writes ' || addresses.repository_name || ' like this' as evidence,
        addresses.first_seen_at as valid_from
    from addresses
    inner join resolved on addresses.repository_name = resolved.observed_name

),

-- the redirect that was asked for is shown as a list spells it, where one does
collected as (

    select
        alias,
        repository_id,
        alias_kind,
        evidence,
        valid_from
    from candidates
    qualify
        row_number() over (
            partition by alias, repository_id order by rank, valid_from
        ) = 1
        and (
            rank != 3
            or count(*) over (partition by lower(alias), repository_id) = 1
        )

)

select * from collected
