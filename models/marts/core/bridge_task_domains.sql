-- the rule of the warehouse beside the maps that were published
select
    'warehouse' as variant,
    task,
    domain,
    'seed task_domains' as evidence
from {{ ref('task_domains') }}

union all

select
    variant,
    task,
    domain,
    source as evidence
from {{ ref('published_task_domains') }}
