-- names of PyTorch Hub in code: `owner/repository/entry point`, perhaps with a ref
-- behind the repository, or the bare builder of a library, which is the entry point of
-- that name where there is only one. A tokenizer is no PTM, and a bare name that means
-- none has no id
with

names as (

    select
        observed_name,
        {{ regex_group('observed_name', '^([^/]+/[^/:]+)(:[^/]+)?/(.+)$', 1) }}
            as repository_name,
        {{ regex_group('observed_name', '^([^/]+/[^/:]+)(:[^/]+)?/(.+)$', 3) }}
            as entry_point
    from {{ ref('int_reuse_names_read') }}
    where hub = 'pytorch-hub'

),

helpers as (

    select distinct names.observed_name
    from names
    inner join {{ ref('pytorch_hub_helpers') }} as endings
        on
            right(lower(names.observed_name), length(endings.name_ending))
            = endings.name_ending

),

listed as (

    select ptm_id, ptm_name, entry_point
    from {{ ref('int_pytorch_hub_ptms_identified') }}

),

by_entry_point as (

    select entry_point, min(ptm_id) as ptm_id, min(ptm_name) as ptm_name
    from listed
    group by entry_point
    having count(*) = 1

),

identified as (

    select
        names.observed_name,
        names.repository_name || '/' || names.entry_point as own_name,
        {{ pytorch_hub_ptm_id('names.repository_name', 'names.entry_point') }}
            as own_ptm_id
    from names
    left join helpers on names.observed_name = helpers.observed_name
    where helpers.observed_name is null

),

resolved as (

    select
        identified.observed_name,
        coalesce(listed.ptm_id, by_entry_point.ptm_id, identified.own_ptm_id)
            as ptm_id,
        coalesce(listed.ptm_name, by_entry_point.ptm_name, identified.own_name)
            as ptm_name,
        case
            when listed.ptm_id is not null then 'exact'
            when by_entry_point.ptm_id is not null then 'unqualified'
            else 'not_found'
        end as name_resolution,
        listed.ptm_id is null and by_entry_point.ptm_id is null as is_unlisted
    from identified
    left join listed on identified.own_ptm_id = listed.ptm_id
    left join by_entry_point on identified.observed_name = by_entry_point.entry_point

)

select * from resolved
