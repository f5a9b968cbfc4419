{%- set relations = "'finetune', 'adapter', 'quantized', 'merge'" -%}
-- whom a record names as its base models: the hub's resolution, its tags and the card.
-- The hub makes two tags of a parent that it resolved, one with the relation and one
-- without; training tools write one alone into the card, whatever their owner named
with

base_models as (

    select
        ptm_name,
        row_hash,
        base_model_native_id as parent_native_id,
        base_model_name as parent_name,
        base_model_relation as relation
    from {{ ref('stg_huggingface__model_version_base_models') }}

),

card_base_models as (

    select
        ptm_name,
        row_hash,
        base_model_name as parent_name,
        card_base_model_relation as relation
    from {{ ref('stg_huggingface__model_version_card_base_models') }}

),

tags as (

    select ptm_name, row_hash, {{ text_after('tag', 'base_model:') }} as text
    from {{ ref('stg_huggingface__model_version_tags') }}
    where left(tag, 11) = 'base_model:'

),

-- `finetune:owner/name`, yet neither `https://…` nor `C:…`
read_tags as (

    select
        ptm_name,
        row_hash,
        {{ regex_group('text', '^([a-z_]+):/?[^/]', 1) }} as relation,
        coalesce({{ regex_group('text', '^[a-z_]+:(/?[^/].*)$', 1) }}, text)
            as parent_name
    from tags

),

tag_pairs as (

    select
        ptm_name,
        row_hash,
        parent_name,
        min(case when relation in ({{ relations }}) then relation end) as relation,
        count(*) > count(relation) and count(relation) > 0 as is_hub_resolved
    from read_tags
    group by ptm_name, row_hash, parent_name

),

said as (

    select
        ptm_name,
        row_hash,
        'base_models' as source,
        parent_native_id,
        parent_name,
        relation,
        true as is_hub_resolved
    from base_models

    union all

    select
        ptm_name,
        row_hash,
        'tag' as source,
        cast(null as string) as parent_native_id,
        parent_name,
        relation,
        is_hub_resolved
    from tag_pairs

    union all

    select
        ptm_name,
        row_hash,
        'card' as source,
        cast(null as string) as parent_native_id,
        parent_name,
        relation,
        false as is_hub_resolved
    from card_base_models

),

named as (

    select
        ptm_name,
        row_hash,
        source,
        parent_native_id,
        parent_name,
        min(case when relation in ({{ relations }}) then relation end) as relation,
        is_hub_resolved,
        not is_hub_resolved as is_declared
    from said
    where trim(parent_name) != ''
    group by
        ptm_name, row_hash, source, parent_native_id, parent_name, is_hub_resolved

)

select * from named
