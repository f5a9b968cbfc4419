"""Dumps: a file of records in listing shape, as one observation of the hub."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from ingestion import config, records
from ingestion.errors import PtmError
from ingestion.landing import Landing
from ingestion.sources.huggingface.listing import Listing, listing_id, shrinkage, stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    import pyarrow as pa

    from ingestion.config import DataFolder

SOURCE_NAME = "dump"
# one package: what a killed load has to do again, and what bounds the memory of the write
BATCHES_A_PART = 10
_FINGERPRINT_BYTES = 1 << 20


def load_dump(
    folder: DataFolder,
    file: Path,
    *,
    entity: str,
    observed_at: datetime,
    is_full: bool,
    allow_shrink: bool,
    progress: Callable[[int, str], None],
) -> Listing:
    """Lands a file of hub records as one listing; a killed load goes on at the part it reached.

    Args:
        folder: the data folder, initialised.
        file: JSON lines or a JSON array of records, which may be compressed as `.gz`; or Parquet.
        entity: `models`, `datasets` or `spaces`.
        observed_at: when the hub looked like this, UTC.
        is_full: whether the file holds the whole hub, so that what is absent was removed then.
        allow_shrink: accept a full dump that is much shorter than the listing before.
        progress: called with the records landed so far and a word on what is going on.

    Raises:
        PtmError: when the file is no dump or is cut (nothing is landed), or the database is locked.
    """
    scope = "all" if is_full else f"file={file.name}"
    identifier = listing_id(SOURCE_NAME, entity, scope, observed_at)
    fingerprint = _fingerprint(file)
    known = stored(folder, "listing_id = ?", [identifier])
    same = [listing for listing in known if listing.fingerprint == fingerprint]
    if same and same[0].completed_at is not None:
        progress(same[0].record_count, "already loaded")
        return same[0]
    progress(0, "checking")
    inspection = records.inspect(file)
    if inspection.record_count == 0:
        message = f"{file} holds no records, so nothing was loaded. Check that it is the dump."
        raise PtmError(message)
    listing = (
        same[0]
        if same
        else Listing(
            listing_id=identifier,
            source_name=SOURCE_NAME,
            endpoint=file.name,
            entity=entity,
            scope=scope,
            shape=records.shape_of(inspection.keys),
            is_full=is_full,
            observed_at=observed_at,
            started_at=config.now(),
            fingerprint=fingerprint,
        )
    )
    expected = replace(listing, record_count=inspection.record_count)
    shrunk = None if allow_shrink else shrinkage(folder, expected)
    if shrunk:
        raise PtmError(shrunk)
    landing = Landing(folder, "huggingface")
    if known and not same:
        # the parts of the file that this one replaces count no more
        landing.record([listing.as_rows()])
    batches = records.batches([file], listing.shape)
    # the parts that are whole in the database already
    landed = sum(batch.num_rows for batch in islice(batches, listing.part_count * BATCHES_A_PART))
    while first := next(batches, None):
        part = listing.part_count + 1
        counted = _Counted(first, islice(batches, BATCHES_A_PART - 1))
        landing.land(
            records.rows_of(
                counted,
                entity=entity,
                listing_id=listing.listing_id,
                part=part,
                shape=listing.shape,
                observed_at=observed_at,
            )
        )
        landed += counted.row_count
        listing = replace(listing, part_count=part, record_count=landed)
        if landed < inspection.record_count:
            landing.record([listing.as_rows()])
        progress(landed, "landed")
    listing = replace(listing, completed_at=config.now(), record_count=landed)
    landing.record([listing.as_rows()])
    return listing


class _Counted:
    """Batches, the first of which was taken already, and how many rows they had."""

    def __init__(self, first: pa.Table, rest: Iterator[pa.Table]) -> None:
        self._first = first
        self._rest = rest
        self.row_count = 0

    def __iter__(self) -> Iterator[pa.Table]:
        self.row_count += self._first.num_rows
        yield self._first
        for batch in self._rest:
            self.row_count += batch.num_rows
            yield batch


def _fingerprint(file: Path) -> str:
    """Size, head and tail of a file: enough to tell a dump that was replaced."""
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            head = stream.read(_FINGERPRINT_BYTES)
            stream.seek(max(0, size - _FINGERPRINT_BYTES))
            tail = stream.read()
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}. Check the path."
        raise PtmError(message) from error
    return f"{size}:{hashlib.sha256(head + tail).hexdigest()}"
