"""Lists that others published → `published`.

| table | grain | key | written |
| --- | --- | --- | --- |
| `lists` | edition of a list | list_id | once, after its rows |
| `mappings` | repository and PTM as the list names them | list_id | edition replaced |
| `repository_licenses` | repository in a list | list_id | edition replaced |
| `renames` | old name in a list | list_id | edition replaced |
| `compatibility_matrix` | pair of licenses in a matrix | list_id | edition replaced |

A list that changed is a further edition: the newest counts, the older ones say since when.
"""

from ingestion.sources.published.editions import Edition, load_list
from ingestion.sources.published.peatmoss import load_artifact
from ingestion.sources.published.readers import (
    read_mappings,
    read_renames,
    read_repository_licenses,
)

__all__ = [
    "Edition",
    "load_artifact",
    "load_list",
    "read_mappings",
    "read_renames",
    "read_repository_licenses",
]
