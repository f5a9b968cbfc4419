-- each mentioned name passes here once; the first way that finds a PTM counts
with

mentioned as (

    select observed_name from {{ ref('int_ptm_names_mentioned') }}

),

listed as (

    select ptm_id, ptm_name from {{ ref('int_ptms_listed') }}
    where is_name_holder

),

former_names as (

    select names.ptm_name as former_name, ptms.ptm_id, ptms.ptm_name
    from {{ ref('int_ptm_names_keyed') }} as names
    inner join {{ ref('int_ptms_listed') }} as ptms on names.ptm_key = ptms.ptm_key
    qualify
        row_number() over (
            partition by names.ptm_name order by names.last_seen_at desc, ptms.ptm_id
        ) = 1

),

renames as (

    select old_name, new_name
    from {{ ref('int_renames_followed') }}
    where entity = 'ptm'

),

-- two listed names that differ by case are two PTMs, so neither is found by case
names_by_case as (

    select
        lower(ptm_name) as folded, min(ptm_id) as ptm_id, min(ptm_name) as ptm_name
    from listed
    group by 1
    having count(*) = 1

),

names_by_tail as (

    select
        {{ name_tail('ptm_name') }} as tail,
        min(ptm_id) as ptm_id,
        min(ptm_name) as ptm_name
    from listed
    where ptm_name != {{ name_tail('ptm_name') }}
    group by 1
    having count(*) = 1

),

candidates as (

    select
        mentioned.observed_name,
        listed.ptm_id,
        listed.ptm_name,
        1 as way,
        'exact' as name_resolution
    from mentioned
    inner join listed on mentioned.observed_name = listed.ptm_name

    union all

    select
        mentioned.observed_name,
        former_names.ptm_id,
        former_names.ptm_name,
        2 as way,
        'renamed' as name_resolution
    from mentioned
    inner join former_names on mentioned.observed_name = former_names.former_name

    union all

    -- the new name may itself be former, differ by case, or be of no listed PTM
    select
        mentioned.observed_name,
        coalesce(
            listed.ptm_id,
            former_names.ptm_id,
            names_by_case.ptm_id,
            {{ ptm_id('renames.new_name') }}
        ) as ptm_id,
        coalesce(
            listed.ptm_name,
            former_names.ptm_name,
            names_by_case.ptm_name,
            renames.new_name
        ) as ptm_name,
        3 as way,
        'renamed' as name_resolution
    from mentioned
    inner join renames on mentioned.observed_name = renames.old_name
    left join listed on renames.new_name = listed.ptm_name
    left join former_names on renames.new_name = former_names.former_name
    left join names_by_case on lower(renames.new_name) = names_by_case.folded

    union all

    select
        mentioned.observed_name,
        names_by_case.ptm_id,
        names_by_case.ptm_name,
        4 as way,
        'case' as name_resolution
    from mentioned
    inner join names_by_case on lower(mentioned.observed_name) = names_by_case.folded

    union all

    select
        mentioned.observed_name,
        names_by_tail.ptm_id,
        names_by_tail.ptm_name,
        5 as way,
        'unqualified' as name_resolution
    from mentioned
    inner join names_by_tail on mentioned.observed_name = names_by_tail.tail

    union all

    select
        observed_name,
        {{ ptm_id('observed_name') }} as ptm_id,
        observed_name as ptm_name,
        6 as way,
        'not_found' as name_resolution
    from mentioned

),

resolved as (

    select observed_name, ptm_id, ptm_name, name_resolution
    from candidates
    qualify row_number() over (partition by observed_name order by way) = 1

)

select * from resolved
