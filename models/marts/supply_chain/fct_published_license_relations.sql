with

relations as (

    select * from {{ ref('int_published_relations_read') }}

),

judged as (

    select * from {{ ref('int_published_license_pairs_judged') }}

),

final as (

    select
        {{ surrogate_key(['relations.list_name', 'relations.row_number']) }}
            as relation_key,
        relations.list_name,
        relations.row_number,
        relations.repository_name,
        relations.ptm_name,
        relations.license_raw,
        relations.repository_licenses_raw,
        case when not relations.is_skipped then judged.upstream_license end
            as published_upstream_license,
        case when not relations.is_skipped then judged.downstream_license end
            as published_downstream_license,
        case
            when relations.is_skipped then 'skipped'
            else judged.published_verdict
        end as published_verdict,
        case when not relations.is_skipped then judged.is_identical end as is_identical
    from relations
    left join judged
        on
            relations.upstream_name = judged.upstream_name
            and relations.downstream_name = judged.downstream_name

)

select * from final
