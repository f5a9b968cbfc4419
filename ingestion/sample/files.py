"""Writes files: the same content as the same bytes, a listing without ever holding it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, Self

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from types import TracebackType


def write_json(path: Path, content: Any) -> None:
    """Writes one JSON document, indented for its readers."""
    path.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Writes JSON lines."""
    with path.open("wb") as file:
        for row in rows:
            file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


def write_csv(path: Path, rows: Sequence[dict[str, str | None]]) -> None:
    """Writes rows that have the same keys, with a header; null is an empty field."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


class RecordFile:
    """A listing on disk, written record by record: a JSON array, or JSON lines.

    A context manager; the file is complete when it is left. Either layout has one record a line.

    Args:
        folder: where the file goes.
        stem: its name without the ending.
        is_lines: JSON lines in `.jsonl`, else one array in `.json`.
    """

    def __init__(self, folder: Path, stem: str, *, is_lines: bool) -> None:
        self._path = folder / f"{stem}.{'jsonl' if is_lines else 'json'}"
        self._is_lines = is_lines
        self.record_count = 0

    def __enter__(self) -> Self:
        self._file = self._path.open("wb", buffering=1 << 20)
        return self

    def write(self, record: dict[str, Any]) -> None:
        """Adds a record."""
        if not self._is_lines:
            self._file.write(b",\n" if self.record_count else b"[\n")
        self._file.write(orjson.dumps(record))
        if self._is_lines:
            self._file.write(b"\n")
        self.record_count += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._is_lines:
            self._file.write(b"\n]\n" if self.record_count else b"[]\n")
        self._file.close()
