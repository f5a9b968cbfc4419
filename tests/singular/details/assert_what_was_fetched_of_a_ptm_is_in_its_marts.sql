-- a repository that was fetched, under any name, and whose PTM has no commit or no tree
select 'commits' as endpoint, commits.hub_name
from {{ ref('stg_huggingface__commits') }} as commits
left join {{ ref('int_ptm_names_resolved') }} as names
    on commits.hub_name = names.observed_name
left join {{ ref('int_ptm_commits_summarised') }} as summarised
    on names.ptm_id = summarised.ptm_id
where commits.entity = 'models' and summarised.commit_count is null

union all

select 'files' as endpoint, snapshots.hub_name
from {{ ref('stg_huggingface__snapshots') }} as snapshots
left join {{ ref('int_ptm_names_resolved') }} as names
    on snapshots.hub_name = names.observed_name
left join {{ ref('int_ptm_files_summarised') }} as summarised
    on names.ptm_id = summarised.ptm_id
where snapshots.entity = 'models' and summarised.ptm_id is null
