-- whether any code was read at all: without a scan a count is missing, not zero
select count(*) as scan_count from {{ ref('stg_reuse__scans') }}
