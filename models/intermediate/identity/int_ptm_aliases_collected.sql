-- names that hubs showed, that lists know, and spellings that were resolved
with

ptms as (

    select ptm_id, ptm_name, hub, is_name_holder, first_seen_at
    from {{ ref('int_ptms_identified') }}

),

shown as (

    select alias, ptm_id, alias_kind, evidence, valid_from, valid_to
    from {{ ref('int_ptm_aliases_shown') }}

),

names_shown as (

    select distinct alias from shown

),

ptms_shown as (

    select distinct ptm_id from shown

),

mentioned as (

    select observed_name, mentioned_by, first_seen_at
    from {{ ref('int_ptm_names_mentioned') }}

),

-- the new name in a rename list need not be mentioned anywhere else
mentioned_only as (

    select
        ptms.ptm_name as alias,
        ptms.ptm_id,
        'current' as alias_kind,
        ptms.first_seen_at as valid_from,
        'named by ' || coalesce(mentioned.mentioned_by, 'a rename list')
        || ', in no listing of the hub' as evidence
    from ptms
    left join mentioned on ptms.ptm_name = mentioned.observed_name
    left join ptms_shown on ptms.ptm_id = ptms_shown.ptm_id
    where ptms.hub = 'huggingface' and ptms_shown.ptm_id is null

),

renames as (

    select old_name, new_name, source_name, observed_at
    from {{ ref('int_renames_followed') }}
    where entity = 'ptm'

),

spellings as (

    select
        resolved.observed_name as alias,
        resolved.ptm_id,
        resolved.name_resolution as alias_kind,
        mentioned.first_seen_at as valid_from,
        case
            when resolved.name_resolution = 'renamed'
                then 'rename list ' || renames.source_name
            when resolved.name_resolution = 'case'
                then 'the only listed name that differs by case'
            else 'a guess: the only listed PTM of that name, whatever its owner'
        end as evidence
    from {{ ref('int_ptm_names_resolved') }} as resolved
    inner join mentioned on resolved.observed_name = mentioned.observed_name
    -- the parent that a record names need not be a PTM of the warehouse
    inner join ptms on resolved.ptm_id = ptms.ptm_id
    left join renames on resolved.observed_name = renames.old_name
    left join names_shown on resolved.observed_name = names_shown.alias
    where
        resolved.name_resolution in ('renamed', 'case', 'unqualified')
        and names_shown.alias is null

),

-- a rename list creates no PTM, but knows old names of those there are
former_names as (

    select
        renames.old_name as alias,
        ptms.ptm_id,
        'renamed' as alias_kind,
        renames.observed_at as valid_from,
        'rename list ' || renames.source_name as evidence
    from renames
    inner join ptms on renames.new_name = ptms.ptm_name and ptms.is_name_holder
    left join mentioned on renames.old_name = mentioned.observed_name
    left join names_shown on renames.old_name = names_shown.alias
    where mentioned.observed_name is null and names_shown.alias is null

),

said_by_lists as (

    select * from mentioned_only
    union all
    select * from spellings
    union all
    select * from former_names

),

collected as (

    select * from shown

    union all

    select
        alias,
        ptm_id,
        alias_kind,
        evidence,
        valid_from,
        cast(null as timestamp) as valid_to
    from said_by_lists

)

select * from collected
