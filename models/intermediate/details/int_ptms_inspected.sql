-- what is known of a PTM only where the hub was asked about it alone
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

inspected as (

    select
        ptms.ptm_id,
        files.security_status,
        commits.first_commit_at
    from ptms
    left join commits on ptms.ptm_id = commits.ptm_id
    left join files on ptms.ptm_id = files.ptm_id
    where commits.ptm_id is not null or files.ptm_id is not null

)

select * from inspected
