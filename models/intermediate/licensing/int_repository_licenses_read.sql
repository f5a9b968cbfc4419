-- what each list says of each repository: its licenses, that there is none, or that it
-- cannot say. A list named `github` is what GitHub once answered: the newer of that and
-- of what it answered us counts
with

entries as (

    select list_id, repository_name, licenses_raw
    from {{ ref('stg_published__repository_licenses') }}

),

lists as (

    select list_id, source_name, observed_at
    from {{ ref('stg_published__lists') }}
    where is_current

),

license_values as (

    select list_id, repository_name, scheme, license_raw
    from {{ ref('stg_published__repository_license_values') }}

),

repositories as (

    select repository_id, observed_name, repository_name
    from {{ ref('int_repository_names_resolved') }}

),

-- a license list may spell a repository as no mapping list does, or know its new name
-- only
repository_keys as (

    select repository_id, lower(observed_name) as folded_name from repositories
    union distinct
    select repository_id, lower(repository_name) as folded_name from repositories

),

normalised as (

    select scheme, license_raw, license_id, mapping_method
    from {{ ref('int_license_values_normalised') }}

),

-- GitHub's own answer, beside lists of what it answered somebody once
asked as (

    select repository_id, license_raw, observed_at
    from {{ ref('int_repositories_described') }}
    where is_license_told

),

published as (

    select
        repository_keys.repository_id,
        lists.source_name,
        license_values.license_raw,
        normalised.license_id,
        coalesce(normalised.mapping_method, 'none') as mapping_method,
        max(lists.observed_at) as observed_at
    from entries
    inner join lists on entries.list_id = lists.list_id
    inner join
        repository_keys
        on lower(entries.repository_name) = repository_keys.folded_name
    left join license_values
        on
            entries.list_id = license_values.list_id
            and entries.repository_name = license_values.repository_name
    left join normalised
        on
            license_values.scheme = normalised.scheme
            and license_values.license_raw = normalised.license_raw
    group by 1, 2, 3, 4, 5

),

read as (

    select
        published.repository_id,
        published.source_name,
        published.license_raw,
        published.license_id,
        published.mapping_method,
        published.observed_at
    from published
    left join asked
        on
            published.repository_id = asked.repository_id
            and published.source_name = 'github'
            and published.observed_at <= asked.observed_at
    where asked.repository_id is null

    union distinct

    select
        asked.repository_id,
        'github' as source_name,
        asked.license_raw,
        normalised.license_id,
        coalesce(normalised.mapping_method, 'none') as mapping_method,
        asked.observed_at
    from asked
    left join normalised
        on normalised.scheme = 'spdx' and asked.license_raw = normalised.license_raw
    left join published
        on
            asked.repository_id = published.repository_id
            and published.source_name = 'github'
            and asked.observed_at < published.observed_at
    where published.repository_id is null

)

select * from read
