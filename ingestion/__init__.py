"""Fetches hubs, repositories and published lists into `data/raw.duckdb`; see `ptm --help`."""
