"""Answers on their way to the raw database: rows first, then the records that tell of them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ingestion.landing import Landing
from ingestion.raw import COMMITS, DISCUSSIONS, REFS
from ingestion.sources.huggingface.work import fetch_rows

if TYPE_CHECKING:
    from ingestion.config import DataFolder
    from ingestion.raw import RawTable
    from ingestion.sources.huggingface.work import Repository, Taken

# what a kill loses at most, and what is held in memory
PACKAGE_REPOSITORIES = 200
PACKAGE_BYTES = 32 * 1024 * 1024
PACKAGE_SECONDS = 60.0

_EMPTIABLE = (COMMITS, REFS, DISCUSSIONS)


class Package:
    """Rows and fetch records that are landed together.

    Args:
        folder: the data folder.

    Attributes:
        is_landing: whether a landing began and did not end, so that it must not be begun again.
    """

    def __init__(self, folder: DataFolder) -> None:
        self._landing = Landing(folder, "huggingface")
        self.is_landing = False
        self._start()

    def _start(self) -> None:
        self._rows: dict[str, tuple[RawTable, list[pa.Table]]] = {}
        self._emptied: dict[str, tuple[RawTable, list[tuple[str, ...]]]] = {}
        self._fetches: list[dict[str, Any]] = []
        self._bytes = 0
        self._began = time.monotonic()

    @property
    def is_full(self) -> bool:
        """Whether it is time to land."""
        return (
            self._bytes >= PACKAGE_BYTES or time.monotonic() - self._began >= PACKAGE_SECONDS
        ) and bool(self._fetches)

    def add(self, taken: Taken, repository: Repository | None = None) -> None:
        """Takes the rows of an answer about a repository or a paper."""
        for table, rows in taken.rows:
            if rows.num_rows:
                self._rows.setdefault(table.name, (table, []))[1].append(rows)
                self._bytes += rows.nbytes
            elif repository is not None and table in _EMPTIABLE:
                key = (repository.entity, repository.id)
                self._emptied.setdefault(table.name, (table, []))[1].append(key)

    def record(self, *fetches: dict[str, Any]) -> None:
        """Takes fetch records."""
        self._fetches.extend(fetches)

    def land(self) -> None:
        """Lands what there is and starts anew."""
        if self._fetches:
            self.is_landing = True
            if self._rows:
                self._landing.land(
                    (table, pa.concat_tables(parts)) for table, parts in self._rows.values()
                )
            for table, keys in self._emptied.values():
                self._landing.clear(table, keys)
            self._landing.record([fetch_rows(self._fetches)])
            self.is_landing = False
        self._start()
