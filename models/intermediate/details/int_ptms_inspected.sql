-- what is known of a PTM only where the hub was asked about it alone, or where its
-- makers say it
with

ptms as (

    select ptm_id from {{ ref('int_ptms_identified') }}

),

commits as (

    select ptm_id, first_commit_at from {{ ref('int_ptm_commits_summarised') }}

),

files as (

    select ptm_id, security_status from {{ ref('int_ptm_files_summarised') }}

),

cards as (

    select ptm_id, parameter_count from {{ ref('int_ptm_cards_read') }}

),

repositories as (

    select stated.ptm_id, names.repository_id, stated.evidence
    from {{ ref('int_ptm_repositories_stated') }} as stated
    inner join {{ ref('int_repository_names_resolved') }} as names
        on stated.repository_name = names.observed_name

),

inspected as (

    select
        ptms.ptm_id,
        repositories.repository_id as own_repository_id,
        repositories.evidence as own_repository_evidence,
        files.security_status,
        cards.parameter_count as card_parameter_count,
        commits.first_commit_at
    from ptms
    left join commits on ptms.ptm_id = commits.ptm_id
    left join files on ptms.ptm_id = files.ptm_id
    left join cards on ptms.ptm_id = cards.ptm_id
    left join repositories on ptms.ptm_id = repositories.ptm_id
    where
        commits.ptm_id is not null
        or files.ptm_id is not null
        or cards.ptm_id is not null
        or repositories.ptm_id is not null

)

select * from inspected
