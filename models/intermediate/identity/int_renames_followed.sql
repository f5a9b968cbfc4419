-- a → b and b → c in rename lists say a → c; names that go in a circle have no end and
-- stay what they are, which ten steps find out
with recursive

renames as (

    select entity, list_id, old_name, new_name from {{ ref('stg_published__renames') }}

),

lists as (

    select list_id, source_name, observed_at from {{ ref('stg_published__lists') }}

),

-- who publishes renames of PTMs and of datasets has a newest edition of each
current_renames as (

    select
        renames.entity,
        renames.old_name,
        renames.new_name,
        lists.source_name,
        lists.observed_at
    from renames
    inner join lists on renames.list_id = lists.list_id
    qualify
        rank() over (
            partition by lists.source_name, renames.entity
            order by lists.observed_at desc, lists.list_id
        ) = 1

),

-- two lists may disagree: the newer one is believed
steps as (

    select entity, old_name, new_name, source_name, observed_at
    from current_renames
    qualify
        row_number() over (
            partition by entity, old_name
            order by observed_at desc, source_name, new_name
        ) = 1

),

followed as (

    select entity, old_name, new_name, source_name, observed_at, 1 as step_count
    from steps

    union all

    select
        followed.entity,
        followed.old_name,
        steps.new_name,
        followed.source_name,
        followed.observed_at,
        followed.step_count + 1 as step_count
    from followed
    inner join steps
        on
            followed.entity = steps.entity
            and followed.new_name = steps.old_name
    where followed.step_count < 10

),

ends as (

    select
        followed.entity,
        followed.old_name,
        followed.new_name,
        followed.source_name,
        followed.observed_at
    from followed
    left join steps
        on
            followed.entity = steps.entity
            and followed.new_name = steps.old_name
    where steps.old_name is null

)

select * from ends
