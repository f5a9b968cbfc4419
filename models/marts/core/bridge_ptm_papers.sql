select
    {{ surrogate_key(['ptm_id', 'paper_id']) }} as ptm_paper_key,
    ptm_id,
    paper_id,
    declared_name,
    'tag' as evidence,
    observed_at as _observed_at
from {{ ref('int_ptm_papers_cited') }}
