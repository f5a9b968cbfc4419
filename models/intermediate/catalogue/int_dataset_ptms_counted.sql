select
    resolved.dataset_id,
    count(distinct declared.ptm_id) as ptm_count
from {{ ref('int_ptm_datasets_declared') }} as declared
inner join {{ ref('int_dataset_names_resolved') }} as resolved
    on declared.declared_name = resolved.declared_name
group by resolved.dataset_id
