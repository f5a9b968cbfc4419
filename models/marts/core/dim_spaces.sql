with

spaces as (

    select space_id, space_key, space_name, first_seen_at
    from {{ ref('int_spaces_listed') }}

),

latest as (

    select * from {{ ref('int_space_versions_latest') }}

),

ptm_counts as (

    select named.space_id, count(distinct names.ptm_id) as ptm_count
    from {{ ref('int_space_ptms_named') }} as named
    inner join {{ ref('int_ptm_names_resolved') }} as names
        on named.declared_name = names.observed_name
    group by named.space_id

),

removals as (

    select space_id, removed_at from {{ ref('int_space_removals_dated') }}

),

final as (

    select
        spaces.space_id,
        spaces.space_key,
        'huggingface' as hub,
        {{ name_owner('spaces.space_name') }} as owner,
        {{ name_tail('spaces.space_name') }} as name,
        spaces.space_name as full_name,
        'https://huggingface.co/spaces/' || spaces.space_name as url,
        latest.title,
        latest.sdk,
        latest.stage,
        latest.hardware,
        latest.likes,
        -- without a record that could name PTMs nothing is known of them
        case
            when latest.models_row_hash is not null
                then coalesce(ptm_counts.ptm_count, 0)
        end as ptm_count,
        removals.removed_at is not null as is_removed,
        latest.is_disabled,
        latest.created_at,
        latest.last_modified_at,
        spaces.first_seen_at,
        removals.removed_at,
        latest.observed_at as _observed_at
    from spaces
    left join latest on spaces.space_id = latest.space_id
    left join ptm_counts on spaces.space_id = ptm_counts.space_id
    left join removals on spaces.space_id = removals.space_id

)

select * from final
