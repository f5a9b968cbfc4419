-- what GitHub said of each name it was asked about, and which repository that is now:
-- the name that its number has in the newest answer, however often it was renamed since
with

fetches as (

    select
        item as folded_name,
        status,
        native_id,
        fetched_at
    from {{ ref('stg_github__fetches') }}
    where endpoint = 'repository'

),

repositories as (

    select native_id, repository_name from {{ ref('stg_github__repositories') }}

),

answered as (

    select
        fetches.folded_name,
        repositories.repository_name,
        {{ repository_id(
            'coalesce(repositories.repository_name, fetches.folded_name)'
        ) }}
            as repository_id,
        fetches.status,
        fetches.fetched_at
    from fetches
    left join repositories on fetches.native_id = repositories.native_id

)

select * from answered
