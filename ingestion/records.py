"""Hub records as Arrow: what of an answer is a version, what an observation, and in which shape.

A *version* is a record without its volatile fields, identified by a hash within its *shape* (the
set of keys that were asked for); an *observation* says that a listing saw that version, with the
volatile figures. The work is done by DuckDB's JSON reader, record batch by record batch.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import duckdb
import orjson
import pyarrow as pa

from ingestion import parquet_records
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
_MAY_HOLD_TEXT = re.compile(f'"(?:{"|".join(sorted(parquet_records.STRUCTURED))})":"\\s*[{{\\[]')
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

# of JSON and of Parquet alike: `id`, `native_id`, `payload` and the volatile figures
_JSON_RECORDS = f"""
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
    payload,
    hot.downloads as downloads,
    hot.downloadsAllTime as downloads_all_time,
    hot.likes as likes,
    hot.trendingScore as trending_score
from patched
"""

_ROWS = f"""
select
    id,
    native_id,
    {_ROW_HASH} as row_hash,
    payload,
    downloads,
    downloads_all_time,
    likes,
    trending_score,
    regexp_matches(payload, '{_E_MAIL_KEY}')
    or contains(payload, ':"{{')
    or contains(payload, ':"[') as is_perhaps_untidy
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
        file: JSON lines, or a JSON array of records; `.gz` is read as it is. Or Parquet, whose
            columns are the keys.

    Raises:
        PtmError: when the file is neither, is cut, or holds a record without `id`.
    """
    if parquet_records.is_parquet(file):
        return _inspect_parquet(file)
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
    return _inspection(file, count, without_id, keys or [])


def _inspect_parquet(file: Path) -> Inspection:
    """The same of a Parquet file."""
    parquet_records.check_end(file)
    with _reader_of([file]) as connection:
        columns = parquet_records.columns_of(connection, file)
        row = connection.execute(parquet_records.check_query(), {"file": str(file)}).fetchone()
    count, without_id = row or (0, 0)
    return _inspection(file, count, without_id, columns)


def _inspection(file: Path, count: int, without_id: int, keys: Iterable[str]) -> Inspection:
    if without_id:
        message = (
            f"{file} holds {count:,} entries, of which {without_id:,} are no record of a hub, a "
            "JSON object whose `id` is a name. Nothing of it was loaded; check that it is the dump."
        )
        raise PtmError(message)
    return Inspection(count, tuple(sorted(set(keys) - set(VOLATILE))))


def batches(files: Sequence[Path], shape: str, layout: str = "auto") -> Iterator[pa.Table]:
    """Records as Arrow tables of up to 20,000 rows, in the order of the files.

    Columns: `id`, `native_id`, `row_hash`, `payload` and the volatile figures. Values under keys
    that name an e-mail are gone from the payload, at any depth, and an object or a list that was
    written as text is one again: a dump in JSON lines says then what it says in Parquet.

    Args:
        files: all JSON, or all Parquet with the columns of the first.
        shape: see `shape_of`.
        layout: how JSON lies in the files: `array`, `newline_delimited`, or `auto` to find out.

    Raises:
        PtmError: when a file cannot be read or is cut.
    """
    with _reader_of(files) as connection:
        # so that DuckDB parses ahead while dlt writes; it holds a multiple of it in memory
        connection.execute("set streaming_buffer_size = '16MB'")
        parameters = {"files": [str(file) for file in files], "shape": shape}
        if files and parquet_records.is_parquet(files[0]):
            columns = parquet_records.columns_of(connection, files[0])
            query = parquet_records.records_query(columns, VOLATILE)
        else:
            query, parameters = _JSON_RECORDS, parameters | {"format": layout}
        reader = connection.execute(f"{_ROWS} from ({query})", parameters).to_arrow_reader(
            BATCH_RECORDS
        )
        for batch in reader:
            yield _tidied(pa.Table.from_batches([batch]), shape)


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


def _tidied(table: pa.Table, shape: str) -> pa.Table:
    """The table with tidy payloads, and the hashes of those that had to be tidied."""
    flags = table.column("is_perhaps_untidy").to_pylist()
    table = table.drop_columns(["is_perhaps_untidy"])
    if not any(flags):
        return table
    payloads, hashes = table.column("payload").to_pylist(), table.column("row_hash").to_pylist()
    for position in (position for position, flag in enumerate(flags) if flag):
        payload = cleaned(_unpacked(payloads[position]))
        if payload != payloads[position]:
            payloads[position] = payload
            digest = hashlib.md5(f"{shape}|{payload}".encode(), usedforsecurity=False)
            hashes[position] = digest.hexdigest()
    for name, values in (("payload", payloads), ("row_hash", hashes)):
        index = table.column_names.index(name)
        table = table.set_column(index, name, pa.array(values, pa.string()))
    return table


def _unpacked(payload: str) -> str:
    """A payload in which no object or list of the Hub is written as text."""
    if not _MAY_HOLD_TEXT.search(payload):
        return payload
    try:
        record = json.loads(payload)
    except (ValueError, RecursionError):
        return payload
    unpacked = {
        key: value
        for key, text in record.items()
        if key in parquet_records.STRUCTURED
        and isinstance(value := _object_or_list(text), dict | list)
    }
    if not unpacked:
        return payload
    try:
        whole = json.dumps(
            record | unpacked, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
    except (ValueError, RecursionError):
        return payload
    # half a surrogate pair, which only an escape within the text can hold, is no text
    return whole.encode("utf-8", "replace").decode()


def _object_or_list(text: object) -> object:
    """What a text says as JSON; null for what is no text or no JSON."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None


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
    kind = "Parquet" if "arquet" in reason else "JSON"
    return PtmError(
        f"{files[0]} cannot be read as {kind} ({first_line}), so nothing of it was loaded. A file "
        "of hub records is JSON lines or one JSON array, perhaps compressed as .gz, or Parquet."
    )
