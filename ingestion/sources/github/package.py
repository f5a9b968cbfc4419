"""Rows on their way to the raw database: what was answered first, then the records that tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ingestion import config
from ingestion.landing import Landing
from ingestion.raw import GITHUB_FETCHES, RawTable

if TYPE_CHECKING:
    from ingestion.config import DataFolder

SCHEMA = "github"
# what a kill loses at most, and what is held in memory
PACKAGE_BYTES = 24 * 1024 * 1024


class Package:
    """Rows that are landed together, the last of each key.

    Args:
        folder: the data folder.
    """

    def __init__(self, folder: DataFolder) -> None:
        self._landing = Landing(folder, SCHEMA)
        self._rows: dict[RawTable, dict[tuple[Any, ...], dict[str, Any]]] = {}
        self._bytes = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to land."""
        return self._bytes >= PACKAGE_BYTES

    def add(self, table: RawTable, row: dict[str, Any]) -> None:
        """Takes a row; another one of the same key is replaced."""
        self._rows.setdefault(table, {})[tuple(row[name] for name in table.key)] = row
        self._bytes += len(row.get("payload", ""))

    def record(self, item: str, endpoint: str, status: str, **more: Any) -> None:
        """Takes a fetch record."""
        row = dict.fromkeys(GITHUB_FETCHES.columns.names) | {
            "item": item.lower(),
            "endpoint": endpoint,
            "status": status,
            "attempts": 1,
            "fetched_at": config.now(),
        }
        self.add(GITHUB_FETCHES, row | more)

    def land(self) -> None:
        """Lands what there is and starts anew."""
        rows, self._rows, self._bytes = self._rows, {}, 0
        fetches = rows.pop(GITHUB_FETCHES, {})
        for tables in (rows, {GITHUB_FETCHES: fetches}):
            filled = [(table, list(found.values())) for table, found in tables.items() if found]
            if filled:
                self._landing.land(
                    (table, pa.Table.from_pylist(found, schema=table.columns))
                    for table, found in filled
                )
