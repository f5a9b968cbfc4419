{#- the rows are those of the model below, millions of them, so they are stored once -#}
{{ config(materialized='view') }}

select
    ptm_id,
    tag,
    case
        when instr(tag, ':') > 1 then {{ regex_group('tag', '^([a-z_]+):', 1) }}
    end as tag_kind,
    position,
    observed_at as _observed_at
from {{ ref('int_ptm_tags_current') }}
