-- weights that became others, and whether anything that a user of the PTM sees said so
with

changes as (

    select * from {{ ref('rpt_weight_changes') }}

),

-- a repository has a branch at least: without a ref nobody asked for refs
refs as (

    select
        ptm_id,
        count(*) as ref_count
    from {{ ref('fct_ptm_refs') }}
    group by ptm_id

),

tagged_revisions as (

    select distinct ptm_id, target_sha
    from {{ ref('fct_ptm_refs') }}
    where ref_type = 'tag'

),

-- names that a PTM took when it already had one; a rename list that knows a name does
-- not know since when
later_names as (

    select ptm_id, valid_from
    from {{ ref('dim_ptm_aliases') }}
    where alias_kind = 'current' or valid_to is not null
    qualify row_number() over (partition by ptm_id order by valid_from, alias) > 1

),

renamed as (

    select distinct changes.ptm_id, changes.revision
    from changes
    inner join later_names
        on
            changes.ptm_id = later_names.ptm_id
            and changes.previous_at < later_names.valid_from
            and changes.changed_at >= later_names.valid_from

),

announced as (

    select
        changes.ptm_id,
        changes.evidence,
        changes.revision,
        changes.previous_revision,
        changes.weight_paths,
        changes.weight_file_count,
        changes.is_card_changed,
        case
            when refs.ref_count is not null
                then tagged_revisions.target_sha is not null
        end as is_tagged,
        -- when exactly a name changed is not known, so a commit is not held against it
        case when changes.evidence = 'snapshots' then renamed.revision is not null end
            as is_renamed,
        changes.previous_at,
        changes.changed_at
    from changes
    left join refs on changes.ptm_id = refs.ptm_id
    left join tagged_revisions
        on
            changes.ptm_id = tagged_revisions.ptm_id
            and changes.revision = tagged_revisions.target_sha
    left join renamed
        on
            changes.ptm_id = renamed.ptm_id
            and changes.revision = renamed.revision

),

final as (

    select
        ptm_id,
        evidence,
        revision,
        previous_revision,
        weight_paths,
        weight_file_count,
        is_card_changed,
        is_tagged,
        is_renamed,
        case
            when is_card_changed or is_tagged or is_renamed then false
            when is_card_changed is not null and is_tagged is not null then true
        end as is_silent,
        previous_at,
        changed_at
    from announced

)

select * from final
