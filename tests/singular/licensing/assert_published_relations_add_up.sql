-- the report against the rows of the list itself
with

lists as (

    select list_id
    from {{ ref('stg_published__lists') }}
    where
        is_current
        and kind = 'mappings'
        and source_name = 'peatmoss'
        and states_licenses

),

rows_of_list as (

    select count(*) as row_count
    from {{ ref('stg_published__mappings') }} as mappings
    inner join lists on mappings.list_id = lists.list_id

),

figures as (

    select
        max(case when relation = 'total' then relation_count end) as total,
        max(case when relation = 'skipped' then relation_count end) as skipped,
        max(case when relation = 'identical' then relation_count end) as identical,
        sum(
            case
                when relation in ('compatible', 'incompatible', 'unknown')
                    then relation_count
            end
        ) as verdicts
    from {{ ref('rpt_license_compatibility_published') }}

),

differences as (

    select figures.*, rows_of_list.row_count
    from figures
    cross join rows_of_list
    where
        figures.total is not null
        and (
            figures.total != rows_of_list.row_count - figures.skipped
            or figures.total != figures.verdicts
            or figures.identical > figures.total
        )

)

select * from differences
