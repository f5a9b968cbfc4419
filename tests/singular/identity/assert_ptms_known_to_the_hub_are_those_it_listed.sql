-- counted from the records alone: the ids, and the names that never came with one. Who
-- is known by another answer of the hub was never observed in a listing
with

names as (

    select ptm_name, count(hub_native_id) as sightings_with_id
    from {{ ref('int_ptm_sightings_joined') }}
    group by ptm_name

),

ids_listed as (

    select count(distinct hub_native_id) as id_count
    from {{ ref('int_ptm_sightings_joined') }}

),

names_without_id as (

    select count(*) as name_count
    from names
    where sightings_with_id = 0

),

known as (

    select count(*) as known_count
    from {{ ref('dim_ptms') }}
    where is_known_to_hub and hub = 'huggingface' and _observed_at is not null

),

differences as (

    select ids_listed.id_count, names_without_id.name_count, known.known_count
    from ids_listed
    cross join names_without_id
    cross join known
    where ids_listed.id_count + names_without_id.name_count != known.known_count

)

select * from differences
