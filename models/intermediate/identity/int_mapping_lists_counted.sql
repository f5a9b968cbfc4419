-- whether anybody looked for reuse at all: without a mapping list a count is missing,
-- not zero
select count(*) as mapping_list_count
from {{ ref('stg_published__lists') }}
where is_current and kind = 'mappings'
