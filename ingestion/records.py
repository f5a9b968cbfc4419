"""Hub records as Arrow: what of an answer is a version, what an observation, and in which shape.

A *version* is a record without its volatile fields, identified by a hash within its *shape* (the
set of keys that were asked for); an *observation* says that a listing saw that version, with the
volatile figures. The work is done by DuckDB's JSON reader, record batch by record batch.
"""

from __future__ import annotations

import gzip
import re
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

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

_E_MAIL = r"(?i)e[-_ ]?mail"
_E_MAIL_KEY = _E_MAIL + r'(?:[^"\\]|\\.)*":'
_MAY_HAVE_E_MAIL_KEY = re.compile(_E_MAIL_KEY)
# of a compact JSON text: strings, what structures it, everything else
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^"{}\[\],:]+')

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
    regexp_matches(payload, '{_E_MAIL_KEY}') as may_have_e_mail_key
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


def inspect(file: Path) -> Inspection:
    """Reads a file of records once: checks every record and collects the keys.

    Args:
        file: JSON lines, or a JSON array of records; `.gz` is read as it is.

    Raises:
        PtmError: when the file is no JSON, is cut, or holds a record without `id`.
    """
    _check_end(file)
    with _reader_of([file]) as connection:
        row = connection.execute(
            """
            with records as (

                select json_keys(json) as keys, json_type(json, '$.id') as id_type
                from read_json_objects($file, maximum_object_size = $size)

            )

            select
                count(*),
                count(*) filter (where id_type is distinct from 'VARCHAR'),
                flatten(list(distinct keys))
            from records
            """,
            {"file": str(file), "size": MAX_RECORD_BYTES},
        ).fetchone()
    count, without_id, keys = row or (0, 0, [])
    if without_id:
        message = (
            f"{file} holds {count:,} entries, of which {without_id:,} are no record of a hub, a "
            "JSON object whose `id` is a name. Nothing of it was loaded; check that it is the dump."
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
    with _reader_of(files) as connection:
        # so that DuckDB parses ahead while dlt writes; it holds a multiple of it in memory
        connection.execute("set streaming_buffer_size = '16MB'")
        reader = connection.execute(
            _RECORDS, {"files": [str(file) for file in files], "format": layout, "shape": shape}
        ).to_arrow_reader(BATCH_RECORDS)
        for batch in reader:
            yield _without_e_mails(pa.Table.from_batches([batch]), shape)


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
        entity: `models`, `datasets` or `spaces`.
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


def cleaned(payload: str) -> str:
    """A payload as it may be stored: see `without_e_mail_keys`, which it spares most payloads."""
    return without_e_mail_keys(payload) if _MAY_HAVE_E_MAIL_KEY.search(payload) else payload


def without_e_mail_keys(payload: str) -> str:
    """A JSON object without the entries whose key names an e-mail, at any depth.

    The rest stands as it stood, so that a record hashes as if it had never had the entry. Cards
    are hostile input: this does not recurse, however deep they are nested.

    Args:
        payload: compact JSON, as DuckDB writes it.
    """
    kept: list[str] = []
    depth = 0
    dropped_at: int | None = None
    for piece, following in pairwise([*_PIECE.findall(payload), ""]):
        if piece in "{[":
            depth += 1
        if dropped_at is None:
            if following == ":" and re.search(_E_MAIL, piece):
                dropped_at = depth
            else:
                kept.append(piece)
        elif depth == dropped_at and piece in ",}":
            dropped_at = None
            if piece == "}":
                if kept[-1] == ",":
                    kept.pop()
                kept.append(piece)
        if piece in "}]":
            depth -= 1
    return "".join(kept)


def _without_e_mails(table: pa.Table, shape: str) -> pa.Table:
    """The table with clean payloads, and the hashes of those that had to be cleaned."""
    flags = table.column("may_have_e_mail_key").to_pylist()
    table = table.drop_columns(["may_have_e_mail_key"])
    if not any(flags):
        return table
    payloads, hashes = table.column("payload").to_pylist(), table.column("row_hash").to_pylist()
    flagged = [position for position, flag in enumerate(flags) if flag]
    for position in flagged:
        payloads[position] = without_e_mail_keys(payloads[position])
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


@contextmanager
def _reader_of(files: Sequence[Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to read files with, its failures said for people."""
    connection = duckdb.connect()
    try:
        yield connection
    except (duckdb.Error, pa.ArrowException) as error:
        raise _unreadable(files, str(error)) from error
    except RuntimeError as error:
        # all that DuckDB leaves of a Ctrl-C
        if "interrupted" in str(error):
            raise KeyboardInterrupt from error
        raise
    finally:
        connection.close()


def _check_end(file: Path) -> None:
    """Refuses what DuckDB takes for whole: an array that ends after a comma, and a cut `.gz`."""
    first = last = b""
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                text = chunk.strip()
                first, last = first or text[:1], text[-1:] or last
    except (EOFError, OSError, zlib.error) as error:
        raise _unreadable([file], str(error)) from error
    if first == b"[" and last != b"]":
        raise _unreadable([file], "unexpected end of data: the JSON array is not closed")


def _unreadable(files: Sequence[Path], reason: str) -> PtmError:
    first_line = reason.splitlines()[0].removeprefix("Invalid Input Error: ").rstrip(". ")[:300]
    if "end of data" in reason or "end-of-stream" in reason:
        return PtmError(
            f"{files[0]} is cut off ({first_line}), so nothing of it was loaded. Get the file "
            "again, or cut it after its last whole record."
        )
    return PtmError(
        f"{files[0]} cannot be read as JSON ({first_line}), so nothing of it was loaded. A file of "
        "hub records is JSON lines or one JSON array, and may be compressed as .gz."
    )
