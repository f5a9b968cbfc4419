select
    {{ surrogate_key(['alias', 'repository_id']) }} as alias_key,
    'github' as host,
    alias,
    repository_id,
    alias_kind,
    evidence,
    valid_from
from {{ ref('int_repository_aliases_collected') }}
