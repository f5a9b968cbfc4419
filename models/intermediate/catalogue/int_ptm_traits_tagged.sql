-- what tags say of a PTM's files; a PTM without such a tag is unknown, not without
-- weights
with

tags as (

    select ptm_id, tag from {{ ref('int_ptm_tags_current') }}

),

weight_formats as (

    select tag, weight_format, is_pickled from {{ ref('weight_formats') }}

),

traits as (

    select
        tags.ptm_id,
        {{ string_agg_distinct('weight_formats.weight_format', ', ') }}
            as weight_formats,
        count(*) filter (where weight_formats.weight_format = 'safetensors') > 0
            as has_safetensors,
        count(*) filter (where weight_formats.is_pickled) > 0 as has_pickled_weights,
        case
            when count(weight_formats.weight_format) > 0
                then count(*) filter (where weight_formats.is_pickled is false) = 0
        end as has_only_pickled_weights,
        count(*) filter (where tags.tag = 'custom_code') > 0 as has_custom_code
    from tags
    left join weight_formats on tags.tag = weight_formats.tag
    group by tags.ptm_id

)

select * from traits
