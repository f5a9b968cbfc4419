"""Parquet files in the shape of a hub's listing, such as the daily hub-stats dumps.

A column is a key that was answered for every record, so a null is an answer and stays. Parquet
says things in its own types, and a record is to read as the Hub writes it, so that staging has one
reading and a dump one hash with the API:

- text that holds JSON (hub-stats writes `cardData` and `gguf` so) becomes JSON;
- a field of a struct that is null is one that another record has (`safetensors.parameters` has a
  field for every type of number that any model uses), so it goes;
- a time becomes text with its zone, and `False` of a text column a boolean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingestion.errors import PtmError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

_MAGIC = b"PAR1"

STRUCTURED = frozenset(
    {
        "baseModels", "cardData", "config", "evalResults", "gguf", "inferenceProviderMapping",
        "model-index", "resourceGroup", "safetensors", "siblings", "spaces", "tags",
        "transformersInfo", "widgetData",
    }
)  # fmt: skip
"""Keys whose value is an object or a list on the Hub; as text they are JSON."""

_FIGURES = {
    "downloads": "bigint",
    "downloadsAllTime": "bigint",
    "likes": "bigint",
    "trendingScore": "double",
}
# keys that the Hub answers with a boolean, or with a word where there is more to say
_BOOLEAN = frozenset({"disabled", "gated", "private"})


def is_parquet(file: Path) -> bool:
    """Whether a file says that it is Parquet, by its first bytes.

    Raises:
        PtmError: when the file cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return stream.read(len(_MAGIC)) == _MAGIC
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}. Check the path."
        raise PtmError(message) from error


def check_end(file: Path) -> None:
    """Refuses a Parquet file that is cut: what says where its columns are stands at its end.

    Raises:
        PtmError: when the file does not end as Parquet does.
    """
    with file.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - len(_MAGIC)))
        whole = size >= 3 * len(_MAGIC) and stream.read() == _MAGIC
    if not whole:
        message = (
            f"{file} is cut off (a Parquet file that does not end as one), so nothing of it was "
            "loaded. Get the file again."
        )
        raise PtmError(message)


def columns_of(connection: DuckDBPyConnection, file: Path) -> dict[str, str]:
    """The columns of a Parquet file and their types, as DuckDB calls them.

    Raises:
        PtmError: when it has no text column `id`, so that its rows are no records of a hub.
    """
    described = connection.execute(
        "select column_name, column_type from (describe from read_parquet($file))",
        {"file": str(file)},
    ).fetchall()
    columns = dict(described)
    if columns.get("id") != "VARCHAR":
        found = "has no column `id`" if "id" not in columns else "has a column `id` of no text"
        message = (
            f"{file} {found}, so its rows are no records of a hub and nothing of it was loaded. "
            f"Its columns are {', '.join(columns)}; check that it is the dump."
        )
        raise PtmError(message)
    return columns


def records_query(columns: dict[str, str], volatile: Mapping[str, str]) -> str:
    """A query of `$files` that gives each row as `id`, `native_id`, `payload` and its figures.

    Args:
        columns: what `columns_of` gives.
        volatile: keys that are no part of the payload → what their columns are called.
    """
    pairs = ", ".join(
        f"{_literal(name)}, {_as_json(name, kind)}"
        for name, kind in columns.items()
        if name not in volatile
    )
    figures = [
        (f"try_cast({_quoted(key)} as {_FIGURES[key]})" if key in columns else "null")
        + f" as {column}"
        for key, column in volatile.items()
    ]
    native_id = '"_id"' if columns.get("_id") == "VARCHAR" else "null::varchar"
    return f"""
        select
            id,
            {native_id} as native_id,
            json_object({pairs})::varchar as payload,
            {", ".join(figures)}
        from read_parquet($files)
    """


def check_query() -> str:
    """A query of `$file`: rows, and those without an id."""
    return "select count(*), count(*) filter (where id is null) from read_parquet($file)"


def _as_json(name: str, kind: str) -> str:
    """An expression of the column's value as the Hub would write it in JSON."""
    column = _quoted(name)
    if kind == "VARCHAR" and name in STRUCTURED:
        return f"coalesce(try_cast({column} as json), to_json({column}))"
    if kind == "VARCHAR" and name in _BOOLEAN:
        return f"coalesce(to_json(try_cast({column} as boolean)), to_json({column}))"
    if kind.startswith("TIMESTAMP"):
        zoned = f"{column} at time zone 'UTC'" if kind == "TIMESTAMP WITH TIME ZONE" else column
        return f"to_json(strftime({zoned}, '%Y-%m-%dT%H:%M:%S.%gZ'))"
    if kind.startswith("STRUCT") and not kind.endswith("]"):
        return f"json_merge_patch('{{}}', to_json({column}))"
    return f"to_json({column})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
