"""Hugging Face Hub → `huggingface`.

| table | grain | key | written |
| --- | --- | --- | --- |
| `listings` | listing run | listing_id | replaced as the run goes on |
| `model_versions`, `dataset_versions`, `space_versions` | content of an id in a shape | id, row_hash | insert-only |
| `model_observations`, … | listing and id | listing_id, part | part replaced |
| `commits`, `refs`, `discussions` | commit, ref, discussion of a PTM | entity, id | PTM replaced |
| `commit_files` | file that a commit changed | entity, id, commit_sha | commit replaced |
| `discussion_events` | event of a discussion | entity, id, number | discussion replaced |
| `snapshots`, `files`, `cards` | tree, file, card of a PTM at a commit | entity, id, revision | commit replaced |
| `papers` | paper | paper_id | replaced |
| `fetches` | what was asked: page, PTM, part or paper, and endpoint | item, endpoint | replaced |

The hub's API and dumps of it go through the same landing.
"""  # noqa: E501

from ingestion.sources.huggingface.details import DETAILS, Tally, state_of_details
from ingestion.sources.huggingface.details import load as load_details
from ingestion.sources.huggingface.dump import load_dump
from ingestion.sources.huggingface.listing import Listing, Request, chosen_keys
from ingestion.sources.huggingface.listing import load as load_listing
from ingestion.sources.huggingface.stored import Selection

__all__ = [
    "DETAILS",
    "Listing",
    "Request",
    "Selection",
    "Tally",
    "chosen_keys",
    "load_details",
    "load_dump",
    "load_listing",
    "state_of_details",
]
