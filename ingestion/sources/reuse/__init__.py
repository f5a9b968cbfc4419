"""Source code → `reuse`: the calls that load PTMs, and what is to be known to trust them.

| table | grain | key | written |
| --- | --- | --- | --- |
| `scans` | repository and commit, or content | scan_id | once, after its rows |
| `files` | file that matched, failed or was refused | scan_id | scan replaced |
| `call_sites` | call site | scan_id | scan replaced |
| `dependencies` | package in a manifest | scan_id | scan replaced |
| `file_versions` | file and commit of a history | repository_name | history replaced |
| `fetches` | repository and what was read of it | item, endpoint | replaced |

A scan of the same commit by the same tool and signatures is not made again. Code is read from the
object store of git, parsed, and never checked out or run.
"""

from ingestion.sources.reuse.load import (
    Outcome,
    Request,
    load_reuse,
    requests_of_list,
    requests_of_paths,
)
from ingestion.sources.reuse.repositories import read_repository_list

__all__ = [
    "Outcome",
    "Request",
    "load_reuse",
    "read_repository_list",
    "requests_of_list",
    "requests_of_paths",
]
