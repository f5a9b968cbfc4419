-- every name under which a listing showed a PTM, with the hub's id of it where the
-- listing carried that; hub-stats dumps do not
select
    ptm_name,
    hub_native_id,
    min(observed_at) as first_seen_at,
    max(observed_at) as last_seen_at
from {{ ref('int_ptm_sightings_joined') }}
group by ptm_name, hub_native_id
