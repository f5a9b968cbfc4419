"""Hugging Face Hub → `huggingface`.

| table | grain | key | written |
| --- | --- | --- | --- |
| `listings` | listing run | listing_id | replaced as the run goes on |
| `model_versions`, `dataset_versions` | content of an id in a shape | id, row_hash | insert-only |
| `model_observations`, `dataset_observations` | listing and id | listing_id, part | part replaced |
| `fetches` | page of a listing | item, endpoint | replaced |

The hub's API and dumps of it go through the same landing.
"""

from ingestion.sources.huggingface.dump import load_dump
from ingestion.sources.huggingface.listing import Listing, Request
from ingestion.sources.huggingface.listing import load as load_listing

__all__ = ["Listing", "Request", "load_dump", "load_listing"]
