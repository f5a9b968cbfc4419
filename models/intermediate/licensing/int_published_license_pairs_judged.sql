-- PeaTMOSS's own rules, for parity: names are unified; a license outside its matrix is
-- unknown, even when both sides have it; equal licenses are compatible; its matrix
-- decides the rest
with

pairs as (

    select upstream_name, downstream_name from {{ ref('int_published_relations_read') }}
    union distinct
    select upstream_name, downstream_name from {{ ref('int_mappings_published_named') }}

),

aliases as (

    select license_raw, license_published from {{ ref('published_license_aliases') }}

),

lists as (

    select list_id
    from {{ ref('stg_published__lists') }}
    where
        is_current
        and kind = 'compatibility_matrix'
        and source_name = 'linux-foundation'

),

cells as (

    select cells.downstream_license, cells.upstream_license, cells.cell
    from {{ ref('stg_published__compatibility_cells') }} as cells
    inner join lists on cells.list_id = lists.list_id

),

matrices as (

    select count(*) as matrix_count from lists

),

upstreams_of_matrix as (

    select distinct upstream_license from cells

),

downstreams_of_matrix as (

    select distinct downstream_license from cells

),

unified as (

    select
        pairs.upstream_name,
        pairs.downstream_name,
        coalesce(upstream.license_published, pairs.upstream_name) as upstream_license,
        coalesce(downstream.license_published, pairs.downstream_name)
            as downstream_license
    from pairs
    left join aliases as upstream on pairs.upstream_name = upstream.license_raw
    left join aliases as downstream on pairs.downstream_name = downstream.license_raw

),

judged as (

    select
        unified.upstream_name,
        unified.downstream_name,
        unified.upstream_license,
        unified.downstream_license,
        unified.upstream_license = unified.downstream_license as is_identical,
        case
            when
                upstreams_of_matrix.upstream_license is null
                or downstreams_of_matrix.downstream_license is null
                then 'unknown'
            when unified.upstream_license = unified.downstream_license then 'compatible'
            when cells.cell = 'yes' then 'compatible'
            when cells.cell = 'no' then 'incompatible'
            else 'unknown'
        end as published_verdict
    from unified
    -- without the matrix there is nothing to compare with
    cross join matrices
    left join upstreams_of_matrix
        on unified.upstream_license = upstreams_of_matrix.upstream_license
    left join downstreams_of_matrix
        on unified.downstream_license = downstreams_of_matrix.downstream_license
    left join cells
        on
            unified.upstream_license = cells.upstream_license
            and unified.downstream_license = cells.downstream_license
    where matrices.matrix_count > 0

)

select * from judged
