-- a file that was removed names nothing, whatever was read of it before
select
    {{ surrogate_key(['host', 'repository_name', 'commit_sha', 'path']) }}
        as file_version_key,
    case
        when host = 'github' then {{ repository_name('repository_name') }}
        else repository_name
    end as repository_name,
    host,
    path,
    commit_sha,
    change,
    case when change = 'removed' then '[]' else names end as names_json,
    position,
    parent_position,
    committed_at
from {{ source('reuse', 'file_versions') }}
