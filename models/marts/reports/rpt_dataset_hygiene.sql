{%- set problems = [
    'unresolved', 'gated', 'removed', 'disabled', 'unlicensed', 'license_unclear',
    'not_collected', 'none',
] -%}
-- of what the hub does not know, nothing more can be asked
with

declared as (

    select ptm_id, dataset_id from {{ ref('bridge_ptm_datasets') }}

),

datasets as (

    select
        dataset_id,
        is_known_to_hub is false as is_unresolved,
        is_known_to_hub is null as is_not_collected,
        coalesce(gating != 'open', false) as is_gated,
        coalesce(is_removed, false) as is_removed,
        coalesce(is_disabled, false) as is_disabled,
        is_known_to_hub is true and license_raw is null as is_unlicensed,
        license_raw is not null and license_id is null as is_license_unclear
    from {{ ref('dim_datasets') }}

),

judged as (

    select
        *,
        case
            when is_unresolved or is_not_collected then false
            when is_gated or is_removed or is_disabled then false
            else not is_unlicensed and not is_license_unclear
        end as is_none
    from datasets

),

ptms as (

    select ptm_id
    from {{ ref('dim_ptms') }}
    where is_removed is not true

),

pairs as (

    select judged.*, ptms.ptm_id
    from declared
    inner join judged on declared.dataset_id = judged.dataset_id
    inner join ptms on declared.ptm_id = ptms.ptm_id

),

total as (

    select count(distinct dataset_id) as dataset_count from pairs

),

final as (

    {%- for problem in problems %}
    select
        '{{ problem }}' as problem,
        count(distinct pairs.dataset_id) as dataset_count,
        count(distinct pairs.ptm_id) as ptm_count,
        count(*) as declaration_count,
        {{ share_pct('count(distinct pairs.dataset_id)', 'max(total.dataset_count)') }}
            as share_pct
    from pairs
    cross join total
    where pairs.is_{{ problem }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

)

select * from final
