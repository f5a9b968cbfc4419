"""Editions: how a published list is landed, so that loading it twice adds nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from ingestion import config
from ingestion.errors import PtmError
from ingestion.landing import Landing, raw_database
from ingestion.raw import LISTS

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from ingestion.config import DataFolder
    from ingestion.raw import RawTable
    from ingestion.sources.published.readers import ListRows


@dataclass(frozen=True)
class Edition:
    """One edition of a list, as it was loaded.

    Attributes:
        record_count: its rows.
        is_new: false when this very content was loaded before.
    """

    record_count: int
    is_new: bool


def load_list(
    folder: DataFolder,
    file: Path,
    content: ListRows,
    table: RawTable,
    *,
    source_name: str,
    observed_at: datetime | None = None,
    allow_shrink: bool = False,
) -> Edition:
    """Lands a list as a further edition, unless its newest edition has the same content.

    An edition is what a source said at a time: loaded again with that time, it is the same one.
    The row in `lists` is written last: an edition without it was cut and does not count.

    Args:
        folder: the data folder, initialised.
        file: where the content was read, for its name and hash.
        content: the rows.
        table: the raw table they go to.
        source_name: whose list it is.
        observed_at: when the list was true, UTC; null for now.
        allow_shrink: accept an edition that lost much of the one before.

    Raises:
        PtmError: when the list is empty, shrank, or the database is locked.
    """
    kind = f"{content.entity}_{table.name}" if content.entity else table.name
    if not content.rows:
        message = f"{file} holds no entries, so nothing was loaded. Check that it is the list."
        raise PtmError(message)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    with raw_database(folder) as raw:
        editions = raw.execute(
            f"select observed_at, file_sha256, record_count from {LISTS.qualified_name} "
            "where source_name = ? and kind = ? order by observed_at desc",
            [source_name, kind],
        ).fetchall()
    moment = observed_at or config.now()
    for seen_at, seen_sha256, record_count in editions:
        if seen_sha256 == sha256 and seen_at in {moment, editions[0][0]}:
            return Edition(record_count, is_new=False)
    earlier = [record_count for seen_at, _, record_count in editions if seen_at < moment]
    if earlier and not allow_shrink and len(content.rows) < earlier[0] * (1 - config.SHRINK_SHARE):
        message = (
            f"{file} has {len(content.rows):,} {kind}, the edition before it had "
            f"{earlier[0]:,}: more than {config.SHRINK_SHARE:.0%} are gone, so it was refused. "
            "If the list really shrank, run the same command with --allow-shrink."
        )
        raise PtmError(message)
    text = f"{source_name}|{kind}|{moment.isoformat()}"
    list_id = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    rows = [
        {**row, "list_id": list_id, "row_number": number}
        for number, row in enumerate(content.rows, start=1)
    ]
    edition = {
        "list_id": list_id,
        "source_name": source_name,
        "kind": kind,
        "observed_at": moment,
        "file_name": file.name,
        "file_sha256": sha256,
        "record_count": len(rows),
        "states_licenses": content.states_licenses,
    }
    landing = Landing(folder, "published")
    landing.land([(table, pa.Table.from_pylist(rows, schema=table.columns))])
    landing.record([(LISTS, pa.Table.from_pylist([edition], schema=LISTS.columns))])
    return Edition(len(rows), is_new=True)
