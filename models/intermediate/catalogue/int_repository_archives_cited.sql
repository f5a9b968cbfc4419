-- the DOI of a repository's archive: what it says of itself, the more formal file
-- first. A README cites many things, so of it only the badge of an archive counts
{% set doi = '10[.](5281/zenodo|6084/m9[.]figshare|17605/osf[.]io)[./]?[0-9a-z]+' -%}

with

repositories as (

    select
        native_id,
        lower(zenodo_text) as zenodo_text,
        lower(citation_text) as citation_text,
        lower(codemeta_text) as codemeta_text,
        lower(readme_text) as readme_text
    from {{ ref('stg_github__repositories') }}

),

found as (

    select
        native_id,
        {{ regex_group('zenodo_text', '(' ~ doi ~ ')', 1) }} as zenodo_doi,
        {{ regex_group('citation_text', '(' ~ doi ~ ')', 1) }} as citation_doi,
        {{ regex_group('codemeta_text', '(' ~ doi ~ ')', 1) }} as codemeta_doi,
        {{ regex_group('readme_text', 'zenodo[.]org/badge/doi/(' ~ doi ~ ')', 1) }}
            as readme_doi
    from repositories

),

cited as (

    select
        native_id,
        coalesce(zenodo_doi, citation_doi, codemeta_doi, readme_doi) as archive_doi,
        case
            when zenodo_doi is not null then '.zenodo.json'
            when citation_doi is not null then 'CITATION.cff'
            when codemeta_doi is not null then 'codemeta.json'
            else 'README.md'
        end as archive_doi_source
    from found
    where coalesce(zenodo_doi, citation_doi, codemeta_doi, readme_doi) is not null

)

select * from cited
