select
    figure,
    hub,
    item,
    source as evidence,
    item_count,
    ptm_count,
    share_pct
from {{ ref('published_figures') }}
