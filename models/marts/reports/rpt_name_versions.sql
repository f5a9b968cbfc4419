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
            {{ regex_group(
                'text', '^(' ~ words ~ ')[-_]?(v?' ~ number ~ ')?[-_ ]', 1
            ) }},
            {{ regex_group('text', '^([^-_ ]+)', 1) }}
        ) as name_family,
        coalesce(
            {{ regex_group(
                'text', '^(' ~ words ~ '[-_]?(v?' ~ number ~ ')?)[-_ ]', 1
            ) }},
            {{ regex_group('text', '^([^-_ ]+)', 1) }}
        ) as front,
        {{ regex_group('text', '^' ~ words ~ '[-_]?v?(' ~ number ~ ')[-_ ]', 2) }}
            as front_version,
        {{ regex_group('text', '[-_]v(' ~ number ~ ')[-_ ]', 1) }} as marked_version
    from ptms

),

left_over as (

    select
        *,
        coalesce(front_version, marked_version) as name_version,
        replace(substr(text, length(front) + 1), '_', '-') as behind
    from parsed
    where coalesce(name_size, front_version, marked_version) is not null

),

stripped as (

    select
        *,
        replace(
            replace(behind, '-' || coalesce(name_size, '~'), ''),
            case
                when front_version is null then '-v' || coalesce(marked_version, '~')
                else '~'
            end,
            ''
        ) as rest
    from left_over

),

split as (

    select
        *,
        nullif(trim(both '- ' from replace(rest, '--', '-')), '') as name_variant,
        cast(split_part(name_version, '.', 1) as bigint) * 1000000
        + coalesce(
            cast(nullif(split_part(name_version, '.', 2), '') as bigint), 0
        ) * 1000
        + coalesce(cast(nullif(split_part(name_version, '.', 3), '') as bigint), 0)
            as version_rank
    from stripped

),

followed as (

    select
        *,
        lag(ptm_id) over (
            partition by hub, owner, name_family, name_size, name_variant
            order by version_rank nulls first, ptm_id
        ) as former_ptm_id,
        lag(version_rank) over (
            partition by hub, owner, name_family, name_size, name_variant
            order by version_rank nulls first, ptm_id
        ) as former_rank,
        case
            when parameter_count_source in ('safetensors', 'gguf') then parameter_count
        end
            as counted_parameter_count
    from split

),

final as (

    select
        ptm_id,
        hub,
        owner,
        name,
        name_family,
        name_version,
        name_size,
        name_variant,
        case when former_rank < version_rank then former_ptm_id end
            as predecessor_ptm_id,
        name_parameter_count,
        counted_parameter_count,
        case
            when name_parameter_count > 0
                then round(counted_parameter_count * 1e0 / name_parameter_count, 4)
        end as counted_per_named
    from followed

)

select * from final
