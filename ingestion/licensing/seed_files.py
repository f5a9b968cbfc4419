"""Seeds as files: read as text, written so that the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from ingestion.errors import PtmError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

Row = dict[str, str]
"""A seed's row as it stands in the file: null is the empty text, a boolean `true` or `false`."""


def read_seed(path: Path, columns: Sequence[str]) -> list[Row]:
    """The rows of a seed, in the order of the file.

    Args:
        path: the CSV file.
        columns: what its header must say, in order.

    Raises:
        PtmError: when there is no such file, or its header says something else.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            header = list(reader.fieldnames or [])
            rows = list(reader)
    except FileNotFoundError as error:
        message = f"{path} does not exist, and the seeds are made from it. Restore it with git."
        raise PtmError(message) from error
    except (csv.Error, UnicodeDecodeError) as error:
        message = f"{path} is not readable as CSV in UTF-8: {error}. Correct it, or restore it."
        raise PtmError(message) from error
    if header != list(columns):
        message = f"{path} has the columns {', '.join(header)}; expected {', '.join(columns)}."
        raise PtmError(message)
    for number, row in enumerate(rows, start=1):
        if None in row or None in row.values():
            message = (
                f"Row {number} of {path} has more or fewer fields than its header. Correct it."
            )
            raise PtmError(message)
    return rows


def write_seed(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a seed whole: UTF-8, a line feed after each row, quotes only where needed.

    Args:
        path: the CSV file.
        columns: its header; every row has exactly these keys.
        rows: in the order wanted.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def flag(value: bool | None) -> str:
    """A boolean as seeds spell it; null where a source does not say."""
    return "" if value is None else str(value).lower()
