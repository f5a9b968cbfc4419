-- a line may ask for one package twice, once for each version of Python
with

dependencies as (

    select
        dependencies.*,
        scans.repository_id,
        scans.is_newest_scan,
        scans.observed_at,
        row_number() over (
            partition by
                dependencies.scan_id,
                dependencies.manifest,
                dependencies.line,
                dependencies.package_id
            order by dependencies.scope, dependencies.version_constraint
        ) as place
    from {{ ref('stg_reuse__dependencies') }} as dependencies
    inner join {{ ref('int_reuse_scans_identified') }} as scans
        on dependencies.scan_id = scans.scan_id

),

final as (

    select
        {{ surrogate_key(['scan_id', 'manifest', 'line', 'package_id', 'place']) }}
            as dependency_key,
        repository_id,
        scan_id,
        package_id,
        package_name,
        ecosystem,
        version_constraint as {{ quoted('constraint') }},
        manifest,
        scope,
        line,
        is_newest_scan,
        observed_at
    from dependencies

)

select * from final
