{%- set words = '[a-z]{2,}([-_][a-z]{2,})*' -%}
{%- set number = '[0-9]{1,3}([.][0-9]{1,3})*' -%}
-- a name is read from its front: words, perhaps a version, perhaps a size; what is left
-- over is the variant
with

ptms as (

    select
        ptm_id,
        hub,
        owner,
        name,
        lower(name) || ' ' as text,
        parameter_count,
        parameter_count_source,
        {{ name_parameter_count('name') }} as name_parameter_count,
        lower(
            coalesce({{ name_size('name', 1) }}, '')
            || {{ name_size('name', 3) }}
            || {{ name_size('name', 5) }}
        ) as name_size
    from {{ ref('dim_ptms') }}

),

parsed as (

    select
        *,
        coalesce(
            {{ regex_group('text', '^(' ~ words ~ ')[-_]?(v?' ~ number ~ ')?[-_ ]', 1) }},
            {{ regex_group('text', '^([^-_ ]+)', 1) }}
        ) as name_family,
        coalesce(
            {{ regex_group(
                'text', '^' ~ words ~ '[-_]?v?(' ~ number ~ ')[-_ ]', 2
            ) }},
            {{ regex_group('text', '[-_]v(' ~ number ~ ')[-_ ]', 1) }}
        ) as name_version
    from ptms

),

left_over as (

    select
        *,
        replace(
            replace(
                substr('-' || replace(text, '_', '-'), length(name_family) + 2),
                '-' || coalesce(name_size, '~'), ''
            ),
            coalesce(name_version, '~'), ''
        ) as rest
    from parsed
    where coalesce(name_size, name_version) is not null

),

split as (

    select
        *,
        nullif(trim(both '- ' from replace(replace(rest, '-v-', '-'), '--', '-')), '')
            as name_variant,
        cast(split_part(name_version, '.', 1) as bigint) * 1000000
        + coalesce(
            cast(nullif(split_part(name_version, '.', 2), '') as bigint), 0
        ) * 1000
        + coalesce(cast(nullif(split_part(name_version, '.', 3), '') as bigint), 0)
            as version_rank
    from left_over

),

versions as (

    select
        hub,
        owner,
        name_family,
        name_size,
        name_variant,
        version_rank,
        min(ptm_id) as ptm_id
    from split
    where version_rank is not null
    group by 1, 2, 3, 4, 5, 6

),

followed as (

    select
        *,
        lag(ptm_id) over (
            partition by hub, owner, name_family, name_size, name_variant
            order by version_rank
        ) as predecessor_ptm_id
    from versions

),

final as (

    select
        split.ptm_id,
        split.hub,
        split.owner,
        split.name,
        split.name_family,
        split.name_version,
        split.name_size,
        split.name_variant,
        followed.predecessor_ptm_id,
        split.name_parameter_count,
        case when split.parameter_count_source != 'name' then split.parameter_count end
            as counted_parameter_count,
        case
            when split.parameter_count_source != 'name' and split.name_parameter_count > 0
                then round(
                    cast(split.parameter_count as double) / split.name_parameter_count, 4
                )
        end as counted_per_named
    from split
    left join followed
        on
            split.hub = followed.hub
            and coalesce(split.owner, '') = coalesce(followed.owner, '')
            and split.name_family = followed.name_family
            and coalesce(split.name_size, '') = coalesce(followed.name_size, '')
            and coalesce(split.name_variant, '') = coalesce(followed.name_variant, '')
            and split.version_rank = followed.version_rank

)

select * from final
