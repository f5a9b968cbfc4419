"""A folder of cards, as one listing of PyTorch Hub."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from ingestion import config
from ingestion.errors import PtmError
from ingestion.landing import Landing, raw_database
from ingestion.raw import PYTORCH_ENTRY_POINTS, PYTORCH_FETCHES, PYTORCH_MODELS
from ingestion.sources.pytorch_hub.cards import BrokenCardError, Card, read_card

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from ingestion.config import DataFolder

SCHEMA = "pytorch_hub"


@dataclass(frozen=True)
class CardListing:
    """A folder of cards as it was loaded.

    Attributes:
        observed_at: when the hub was so, UTC.
        card_count: cards that were read.
        entry_point_count: what they load, each once a card.
        broken: card → why it could not be read.
        skipped_count: other pages in the folder, which have no front matter.
        is_new: false when this very content was loaded before.
    """

    observed_at: datetime
    card_count: int
    entry_point_count: int
    broken: dict[str, str]
    skipped_count: int
    is_new: bool


def load_cards(
    folder: DataFolder,
    cards_folder: Path,
    *,
    observed_at: datetime | None = None,
    allow_shrink: bool = False,
    progress: Callable[[int, str], None],
) -> CardListing:
    """Lands the cards of a folder as a listing of the whole hub.

    The same content adds nothing: neither for the same `observed_at`, nor, without one, when it is
    what the newest listing has. The rows in `fetches` are written last: a listing without them was
    cut and does not count.

    Args:
        folder: the data folder, initialised.
        cards_folder: a clone of github.com/pytorch/hub, or a folder with its `*.md` files.
        observed_at: when the hub looked like this, UTC; null for now.
        allow_shrink: accept a folder that lost much of the listing before.
        progress: called with the cards read so far and a word on what is going on.

    Raises:
        PtmError: when the folder is missing, holds no readable card or shrank, or the database is
            locked.
    """
    cards, broken, skipped_count = _read(cards_folder, progress)
    fingerprint = _fingerprint(cards, broken)
    with raw_database(folder) as raw:
        listings = raw.execute(
            f"select observed_at, fingerprint, record_count from {PYTORCH_FETCHES.qualified_name} "
            "where endpoint = 'listing' order by observed_at desc"
        ).fetchall()
    moment = observed_at or config.now()
    found = CardListing(
        observed_at=moment,
        card_count=len(cards),
        entry_point_count=sum(len(card.entry_points) for card in cards),
        broken=broken,
        skipped_count=skipped_count,
        is_new=True,
    )
    same = [seen_at for seen_at, known, _ in listings if known == fingerprint and
            (seen_at == moment or (observed_at is None and seen_at == listings[0][0]))]  # fmt: skip
    if same:
        return CardListing(**{**vars(found), "observed_at": same[0], "is_new": False})
    earlier = [record_count for seen_at, _, record_count in listings if seen_at < moment]
    present = len(cards) + len(broken)
    if earlier and not allow_shrink and present < earlier[0] * (1 - config.SHRINK_SHARE):
        message = (
            f"{cards_folder} has {present:,} cards, the listing before it had {earlier[0]:,}: more "
            f"than {config.SHRINK_SHARE:.0%} are gone, so it was refused. If PyTorch Hub really "
            "shrank, run the same command with --allow-shrink."
        )
        raise PtmError(message)
    progress(len(cards), "landing")
    _land(folder, cards, broken, moment, fingerprint)
    return found


def _read(
    cards_folder: Path, progress: Callable[[int, str], None]
) -> tuple[list[Card], dict[str, str], int]:
    """The cards, the broken ones with the reason, and how many pages are no cards."""
    if not cards_folder.is_dir():
        message = (
            f"{cards_folder} is no folder. Name a clone of https://github.com/pytorch/hub, "
            "or a folder with its cards."
        )
        raise PtmError(message)
    cards: list[Card] = []
    broken: dict[str, str] = {}
    skipped_count = 0
    for file in sorted(cards_folder.glob("*.md")):
        try:
            card = read_card(file)
        except BrokenCardError as error:
            broken[file.name] = str(error)
        except OSError as error:
            broken[file.name] = f"it cannot be read: {error.strerror}"
        else:
            if card is None:
                skipped_count += 1
            else:
                cards.append(card)
        progress(len(cards), "read")
    if not cards:
        reason = next((f": {name}, {reason}" for name, reason in broken.items()), "")
        message = (
            f"{cards_folder} holds no card of PyTorch Hub that can be read{reason}, so nothing was "
            "loaded. A card is a file *.md that begins with front matter between two lines of ---."
        )
        raise PtmError(message)
    return cards, broken, skipped_count


def _fingerprint(cards: list[Card], broken: dict[str, str]) -> str:
    parts = [f"{card.name}|{card.sha256}" for card in cards]
    parts += [f"{name}|{reason}" for name, reason in broken.items()]
    return hashlib.sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()


def _land(
    folder: DataFolder,
    cards: list[Card],
    broken: dict[str, str],
    observed_at: datetime,
    fingerprint: str,
) -> None:
    text = f"{SCHEMA}|{observed_at.isoformat()}"
    listing_id = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    models = [
        {
            "listing_id": listing_id,
            "card": card.name,
            "sha256": card.sha256,
            "byte_count": card.byte_count,
            "is_cut": card.is_cut,
            "unresolved_call_count": card.unresolved_call_count,
            "payload": card.front_matter,
            "text": card.text,
        }
        for card in cards
    ]
    entry_points = [
        {
            "listing_id": listing_id,
            "card": card.name,
            "position": position,
            "repository": entry_point.repository,
            "ref": entry_point.ref,
            "entry_point": entry_point.name,
            "found_in": entry_point.found_in,
            "argument": entry_point.argument,
        }
        for card in cards
        for position, entry_point in enumerate(card.entry_points, start=1)
    ]
    same = {"listing_id": listing_id, "observed_at": observed_at, "fetched_at": config.now()}
    fetches = [
        {
            **same,
            "item": "cards",
            "endpoint": "listing",
            "status": "ok",
            "record_count": len(cards) + len(broken),
            "fingerprint": fingerprint,
        },
        *({**same, "item": card.name, "endpoint": "card", "status": "ok"} for card in cards),
        *(
            {**same, "item": name, "endpoint": "card", "status": "failed", "error": reason}
            for name, reason in broken.items()
        ),
    ]
    landing = Landing(folder, SCHEMA)
    landing.land(
        (table, pa.Table.from_pylist(rows, schema=table.columns))
        for table, rows in ((PYTORCH_MODELS, models), (PYTORCH_ENTRY_POINTS, entry_points))
    )
    landing.record(
        [(PYTORCH_FETCHES, pa.Table.from_pylist(fetches, schema=PYTORCH_FETCHES.columns))]
    )
