-- each raw value of each scheme, once. SPDX and ScanCode use some words for different
-- licenses (`x11`, `bsl-1.0`), so a value is looked up in its own scheme before the
-- other of the two
with

ptm_values as (

    select distinct scheme, license_raw from {{ ref('int_ptm_licenses_read') }}

),

dataset_values as (

    select distinct 'huggingface' as scheme, license_raw
    from {{ ref('int_dataset_licenses_read') }}

),

repository_values as (

    select distinct scheme, license_raw
    from {{ ref('stg_published__repository_license_values') }}

),

asked_values as (

    select distinct 'spdx' as scheme, license_raw
    from {{ ref('stg_github__repositories') }}
    where license_raw is not null

),

raw_values as (

    select scheme, license_raw from ptm_values
    union distinct
    select scheme, license_raw from dataset_values
    union distinct
    select scheme, license_raw from repository_values
    union distinct
    select scheme, license_raw from asked_values

),

aliases as (

    select scheme, alias, license_id, mapping_method from {{ ref('license_aliases') }}

),

prefixes as (

    select name_prefix, license_id from {{ ref('license_name_prefixes') }}

),

candidates as (

    select
        raw_values.scheme,
        raw_values.license_raw,
        aliases.license_id,
        aliases.mapping_method,
        case when raw_values.scheme = aliases.scheme then 1 else 2 end as way,
        0 as prefix_length
    from raw_values
    inner join aliases
        on
            lower(raw_values.license_raw) = aliases.alias
            and (
                raw_values.scheme = aliases.scheme
                or (
                    raw_values.scheme in ('spdx', 'scancode')
                    and aliases.scheme in ('spdx', 'scancode')
                )
            )

    union all

    -- vendors put sizes and dates behind the names of their licenses
    select
        raw_values.scheme,
        raw_values.license_raw,
        prefixes.license_id,
        'custom_name' as mapping_method,
        3 as way,
        length(prefixes.name_prefix) as prefix_length
    from raw_values
    inner join prefixes
        on
            left(lower(raw_values.license_raw), length(prefixes.name_prefix))
            = prefixes.name_prefix
    where raw_values.scheme = 'huggingface_license_name'

    union all

    select
        scheme,
        license_raw,
        cast(null as string) as license_id,
        'ambiguous' as mapping_method,
        4 as way,
        0 as prefix_length
    from raw_values

),

normalised as (

    select
        scheme,
        license_raw,
        license_id,
        mapping_method,
        license_id is not null as is_known
    from candidates
    qualify
        row_number() over (
            partition by scheme, license_raw
            order by way, prefix_length desc, license_id
        ) = 1

)

select * from normalised
