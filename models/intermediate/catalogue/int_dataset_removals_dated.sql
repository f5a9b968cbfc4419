-- a dataset is gone when a completed full listing no longer has it
select
    datasets.dataset_id,
    min(listings.observed_at) as removed_at
from {{ ref('int_datasets_listed') }} as datasets
inner join {{ ref('stg_huggingface__listings') }} as listings
    on datasets.last_seen_at < listings.observed_at
where listings.entity = 'datasets' and listings.is_full and listings.is_complete
group by datasets.dataset_id
