"""A clone or folder of PyTorch Hub's cards → `pytorch_hub`.

| table | grain | key | written |
| --- | --- | --- | --- |
| `models` | card in a listing | listing_id | listing replaced |
| `entry_points` | entry point of a card in a listing | listing_id | listing replaced |
| `fetches` | card, and the listing itself | listing_id | once, after its rows |

A folder that changed is a further listing of the whole hub: what it lacks was removed. A card that
cannot be read is recorded in `fetches` and removes nothing. Code in cards is parsed, never run.
"""

from ingestion.sources.pytorch_hub.folder import CardListing, load_cards

__all__ = ["CardListing", "load_cards"]
