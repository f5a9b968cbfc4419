-- from every record, so that no name that was ever seen is lost
with

parents as (

    select distinct ptm_name, row_hash, parent_name
    from {{ ref('int_version_parents_named') }}

),

sightings as (

    select ptm_name, row_hash, observed_at from {{ ref('int_ptm_sightings_joined') }}

),

mentioned as (

    select
        parents.parent_name,
        min(sightings.observed_at) as first_seen_at,
        max(sightings.observed_at) as last_seen_at
    from parents
    inner join sightings
        on
            parents.ptm_name = sightings.ptm_name
            and parents.row_hash = sightings.row_hash
    group by parents.parent_name

)

select * from mentioned
