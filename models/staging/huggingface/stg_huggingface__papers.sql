{%- set fields = {
    'title': {'type': 'string'},
    'summary': {'type': 'string'},
    'authors_json': {'type': 'json', 'path': 'authors'},
    'project_url': {'type': 'string', 'path': 'projectPage'},
    'repository_url': {'type': 'string', 'path': 'githubRepo'},
    'linked_models_json': {'type': 'json', 'path': 'linkedModels'},
    'upvote_count': {'type': 'bigint', 'path': 'upvotes'},
    'linked_ptm_count': {'type': 'bigint', 'path': 'numTotalModels'},
    'linked_dataset_count': {'type': 'bigint', 'path': 'numTotalDatasets'},
    'linked_space_count': {'type': 'bigint', 'path': 'numTotalSpaces'},
    'published_at': {'type': 'timestamp', 'path': 'publishedAt'},
    'withdrawn_at': {'type': 'timestamp', 'path': 'withdrawnAt'},
} -%}

with

papers as (

    select
        paper_id as arxiv_id,
        fetched_at,
        {{ json_record('payload', fields) }} as record
    from {{ source('huggingface', 'papers') }}

),

parsed as (

    select
        arxiv_id,
        {{ record_fields('record', fields) | indent(8) }},
        fetched_at
    from papers

)

select * from parsed
