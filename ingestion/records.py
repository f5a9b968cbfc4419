"""Hub records as Arrow: what of an answer is a version, what an observation, and in which shape.

A *version* is a record without its volatile fields, identified by a hash within its *shape* (the
set of keys that were asked for); an *observation* says that a listing saw that version, with the
volatile figures. The work is done by DuckDB's JSON reader, record batch by record batch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import orjson
import pyarrow as pa

from ingestion.errors import PtmError
from ingestion.raw import OBSERVATIONS, VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from ingestion.landing import Rows

VOLATILE = {
    "downloads": "downloads",
    "downloadsAllTime": "downloads_all_time",
    "likes": "likes",
    "trendingScore": "trending_score",
}
"""The Hub's keys that change without the record changing → their columns in observations."""

BATCH_RECORDS = 20_000
# a record of the Hub has at most a few hundred kilobytes; DuckDB's buffers grow with this bound
MAX_RECORD_BYTES = 16 * 1024 * 1024

_E_MAIL_KEY = r'(?i)"[^"]*e[-_ ]?mail[^"]*"\s*:'

_VOLATILE_LIST = ", ".join(f"'{key}'" for key in VOLATILE)
_VOLATILE_PATCH = orjson.dumps(dict.fromkeys(VOLATILE)).decode()
_HOT_KEYS = orjson.dumps(
    {"_id": "VARCHAR", "id": "VARCHAR", "downloads": "BIGINT", "downloadsAllTime": "BIGINT",
     "likes": "BIGINT", "trendingScore": "DOUBLE"}
).decode()  # fmt: skip

# Of the text as answered: a hub writes its keys in one order. A dump whose writer changed the order
# costs version rows, never a false change, since changes are told from values.
_ROW_HASH = "md5($shape || '|' || payload)"

_RECORDS = f"""
with records as (

    select json::varchar as record
    from read_json_objects($files, format = $format, maximum_object_size = {MAX_RECORD_BYTES})

),

patched as (

    select
        from_json(record, '{_HOT_KEYS}') as hot,
        json_merge_patch(record, '{_VOLATILE_PATCH}')::varchar as payload
    from records

)

select
    hot.id as id,
    hot._id as native_id,
    {_ROW_HASH} as row_hash,
    payload,
    hot.downloads as downloads,
    hot.downloadsAllTime as downloads_all_time,
    hot.likes as likes,
    hot.trendingScore as trending_score,
    regexp_matches(payload, '{_E_MAIL_KEY}') as has_e_mail_key
from patched
"""


@dataclass(frozen=True)
class Inspection:
    """What a first pass over files of records found.

    Attributes:
        record_count: records in all files.
        keys: every top-level key that some record has, sorted, volatile ones left out.
    """

    record_count: int
    keys: tuple[str, ...]


def shape_of(keys: Iterable[str]) -> str:
    """The name of a shape: its keys, sorted, joined by commas, the volatile ones left out."""
    return ",".join(sorted(set(keys) - set(VOLATILE)))


def inspect(files: Sequence[Path], layout: str = "auto") -> Inspection:
    """Reads files of records once: checks every record and collects the keys.

    Args:
        files: JSON lines, or JSON arrays of records; `.gz` is read as it is.
        layout: DuckDB's name of the layout: `auto`, `newline_delimited`, `array`.

    Raises:
        PtmError: when a file is no JSON, is cut, or holds a record without `id`.
    """
    connection = duckdb.connect()
    try:
        row = connection.execute(
            """
            with records as (

                select json_keys(json) as keys, json ->> 'id' as id
                from read_json_objects($files, format = $format, maximum_object_size = $size)

            )

            select count(*), count(*) filter (where id is null), flatten(list(distinct keys))
            from records
            """,
            {"files": _names(files), "format": layout, "size": MAX_RECORD_BYTES},
        ).fetchone()
    except duckdb.Error as error:
        raise _unreadable(files, error) from error
    finally:
        connection.close()
    count, without_id, keys = row or (0, 0, [])
    if without_id:
        message = (
            f"{files[0]} holds {without_id:,} of {count:,} entries that are no record of a hub: "
            "each must be a JSON object with an `id`. Nothing was loaded; check the file."
        )
        raise PtmError(message)
    return Inspection(count, tuple(sorted(set(keys or []) - set(VOLATILE))))


def batches(files: Sequence[Path], shape: str, layout: str = "auto") -> Iterator[pa.Table]:
    """Records as Arrow tables of up to 20,000 rows, in the order of the files.

    Columns: `id`, `native_id`, `row_hash`, `payload` and the volatile figures. Values under keys
    that name an e-mail are gone from the payload, at any depth.

    Raises:
        PtmError: when a file is no JSON or is cut.
    """
    connection = duckdb.connect()
    # so that DuckDB parses ahead while dlt writes: 1.7 times as fast as its default of 1 MB
    connection.execute("set streaming_buffer_size = '64MB'")
    try:
        reader = connection.execute(
            _RECORDS, {"files": _names(files), "format": layout, "shape": shape}
        ).to_arrow_reader(BATCH_RECORDS)
        for batch in reader:
            yield _without_e_mails(pa.Table.from_batches([batch]), shape)
    except (duckdb.Error, pa.ArrowException) as error:
        raise _unreadable(files, error) from error
    finally:
        connection.close()


def rows_of(
    tables: Iterable[pa.Table],
    *,
    entity: str,
    listing_id: str,
    part: int,
    shape: str,
    observed_at: datetime,
) -> Iterator[Rows]:
    """Versions and observations of one part of a listing, each id once.

    Pages of a hub overlap while it changes; the first answer for an id stands.

    Args:
        tables: what `batches` yields.
        entity: `models` or `datasets`.
        listing_id: the listing that saw the records.
        part: the number of the part, from 1; landing a part again replaces it.
        shape: see `shape_of`.
        observed_at: when the hub was seen so, UTC.
    """
    versions, observations = VERSIONS[entity], OBSERVATIONS[entity]
    seen: set[str] = set()
    for table in tables:
        kept = _first_of_each(table, seen)
        same = {"listing_id": listing_id, "part": part, "observed_at": observed_at, "shape": shape}
        for raw in (versions, observations):
            columns = [
                kept.column(field.name).cast(field.type)
                if field.name in kept.column_names
                else pa.chunked_array(
                    [pa.repeat(pa.scalar(same[field.name], field.type), kept.num_rows)]
                )
                for field in raw.columns
            ]
            yield raw, pa.table(columns, schema=raw.columns)


def _first_of_each(table: pa.Table, seen: set[str]) -> pa.Table:
    """The rows whose `id` was not seen before; remembers theirs."""
    identifiers = table.column("id").to_pylist()
    if seen.isdisjoint(identifiers) and len(set(identifiers)) == len(identifiers):
        seen.update(identifiers)
        return table
    fresh = []
    for identifier in identifiers:
        fresh.append(identifier not in seen)
        seen.add(identifier)
    return table.filter(pa.array(fresh, pa.bool_()))


def without_e_mail_keys(value: Any) -> Any:
    """A JSON value without the entries whose key names an e-mail, at any depth."""
    if isinstance(value, dict):
        return {
            key: without_e_mail_keys(inner)
            for key, inner in value.items()
            if not re.search(r"e[-_ ]?mail", key, re.IGNORECASE)
        }
    if isinstance(value, list):
        return [without_e_mail_keys(inner) for inner in value]
    return value


def _without_e_mails(table: pa.Table, shape: str) -> pa.Table:
    """The table with clean payloads, and the hashes of those that had to be cleaned."""
    flags = table.column("has_e_mail_key").to_pylist()
    table = table.drop_columns(["has_e_mail_key"])
    if not any(flags):
        return table
    payloads, hashes = table.column("payload").to_pylist(), table.column("row_hash").to_pylist()
    flagged = [position for position, flag in enumerate(flags) if flag]
    for position in flagged:
        cleaned = without_e_mail_keys(orjson.loads(payloads[position]))
        payloads[position] = orjson.dumps(cleaned).decode()
    with duckdb.connect() as connection:
        for position in flagged:
            row = connection.execute(
                f"select {_ROW_HASH} from (select $payload as payload)",
                {"payload": payloads[position], "shape": shape},
            ).fetchone()
            hashes[position] = row[0] if row else None
    for name, values in (("payload", payloads), ("row_hash", hashes)):
        index = table.column_names.index(name)
        table = table.set_column(index, name, pa.array(values, pa.string()))
    return table


def _names(files: Sequence[Path]) -> list[str]:
    return [str(file) for file in files]


def _unreadable(files: Sequence[Path], error: Exception) -> PtmError:
    reason = str(error).splitlines()[0].removeprefix("Invalid Input Error: ").rstrip(". ")[:300]
    return PtmError(
        f"{files[0]} could not be read to its end: {reason}. "
        "Nothing of it was loaded; get the file again, or cut it after its last whole record."
    )
