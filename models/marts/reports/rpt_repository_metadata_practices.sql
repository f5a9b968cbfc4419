-- of the repositories that GitHub was asked about: how many follow a practice that
-- makes software findable and citable, those that use a PTM beside all
{% set practices = {
    'readme': 'has_readme',
    'license file': 'has_license_file',
    'license that GitHub can name': "license_status = 'declared'",
    'citation file (CITATION.cff)': 'has_citation_file',
    'codemeta.json': 'has_codemeta',
    '.zenodo.json': 'has_zenodo_file',
    'archive DOI': 'archive_doi is not null',
    'description': 'description is not null',
    'topics': 'topics is not null',
    'release': 'release_count > 0',
    'contributing guide': 'has_contributing_file',
    'code of conduct': 'has_conduct_file',
    'changelog': 'has_changelog_file',
    'security policy': 'has_security_file',
    'dependency manifest': 'has_manifest_file',
    'lock file': 'has_lock_file',
    'container recipe': 'has_container_file',
} -%}

with

repositories as (

    select *
    from {{ ref('dim_repositories') }}
    where facts_observed_at is not null and not coalesce(is_removed, false)

),

checked as (

    {%- for practice, condition in practices.items() %}
    select
        '{{ practice }}' as practice,
        {{ loop.index }} as practice_order,
        repository_id,
        coalesce(ptm_count, 0) > 0 as uses_ptm,
        {{ condition }} as is_followed
    from repositories
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

-- what was not told of a repository counts neither way
counted as (

    select
        practice,
        practice_order,
        count(is_followed) as repository_count,
        count(*) filter (where is_followed) as following_count,
        count(*) filter (where is_followed is not null and uses_ptm)
            as ptm_repository_count,
        count(*) filter (where is_followed and uses_ptm) as ptm_following_count
    from checked
    group by practice, practice_order

),

final as (

    select
        practice,
        cast(practice_order as bigint) as practice_order,
        repository_count,
        following_count,
        {{ share_pct('following_count', 'repository_count') }} as following_pct,
        ptm_repository_count,
        ptm_following_count,
        {{ share_pct('ptm_following_count', 'ptm_repository_count') }}
            as ptm_following_pct
    from counted

)

select * from final
