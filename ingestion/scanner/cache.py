"""Results that are known already, by content: the next commit costs its difference.

A result is kept under the tool, the signatures, the path and git's hash of the content, with the
questions that the file asked of others. It holds as long as those have the same answers.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from ingestion.scanner.calls import CallSite
from ingestion.scanner.dependencies import Dependency
from ingestion.scanner.reading import FileResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingestion.scanner.surroundings import FileIndex
    from ingestion.scanner.trees.entries import Entry

LARGEST = 1 << 30
"""A cache that has grown beyond this starts anew."""

_MANY = 500


@cache
def tool_version() -> str:
    """The scanner's version: of its own sources, so that a change of a rule scans anew."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for file in sorted(folder.rglob("*.py")):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


class ScanCache:
    """Results on disk. One that cannot be written is none; nothing fails for it.

    Args:
        file: where it lies; null for no cache.
        signatures_hash: of the signatures in use.
    """

    def __init__(self, file: Path | None, signatures_hash: str) -> None:
        self._prefix = f"{tool_version()}|{signatures_hash}"
        self._connection: sqlite3.Connection | None = None
        if file is not None:
            with contextlib.suppress(OSError, sqlite3.Error):
                self._connection = _opened(file)

    @property
    def is_open(self) -> bool:
        """Whether anything is kept."""
        return self._connection is not None

    def __enter__(self) -> ScanCache:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.commit()
            self._connection.close()

    def known_shas(self, stamps: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Git's hash of files whose size and times are those they had when it was taken.

        Args:
            stamps: location and stamp of each file.

        Returns:
            Location → hash.
        """
        wanted = dict(stamps)
        found = {}
        for location, stamp, sha in self._select(
            "select location, stamp, sha from stamps where location in", list(wanted)
        ):
            if wanted[location] == stamp:
                found[location] = sha
        return found

    def keep_shas(self, stamped: Iterable[tuple[str, str, str]]) -> None:
        """Keeps location, stamp and hash of files."""
        self._write("insert or replace into stamps values (?, ?, ?)", stamped)

    def results(self, entries: Sequence[Entry], index: FileIndex) -> dict[str, FileResult]:
        """Path → what is known of a file and still holds."""
        keys = {self._key(entry.path, entry.blob_sha): entry for entry in entries if entry.blob_sha}
        found = {}
        for key, content in self._select("select key, content from results where key in",
                                         list(keys)):  # fmt: skip
            entry = keys[key]
            result = _read(entry, content)
            if all(index.answer(question) == answer for question, answer in result.questions):
                found[entry.path] = result
        return found

    def keep(self, results: Iterable[FileResult]) -> None:
        """Keeps results; those of files that were not read are none."""
        rows = (
            (self._key(result.path, result.blob_sha), _written(result))
            for result in results
            if result.blob_sha
            and result.status in ("unmatched", "parsed", "failed")
            # a file that crashed or outlasted its process may do better on another day
            and not (result.reason or "").startswith("parsing it")
        )
        self._write("insert or replace into results values (?, ?)", rows)

    def _key(self, path: str, sha: str | None) -> bytes:
        text = f"{self._prefix}|{sha}|{path}"
        return hashlib.md5(text.encode(), usedforsecurity=False).digest()

    def _select(self, query: str, keys: Sequence[str | bytes]) -> Iterator[tuple[Any, ...]]:
        if self._connection is None:
            return
        for start in range(0, len(keys), _MANY):
            some = keys[start : start + _MANY]
            marks = ", ".join("?" * len(some))
            try:
                yield from self._connection.execute(f"{query} ({marks})", some).fetchall()
            except sqlite3.Error:
                return

    def _write(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        if self._connection is None:
            return
        with contextlib.suppress(sqlite3.Error):
            self._connection.executemany(statement, rows)


def _opened(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists() and file.stat().st_size > LARGEST:
        file.unlink()
    connection = sqlite3.connect(file, timeout=5)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = off")
    connection.execute(
        "create table if not exists results (key blob primary key, content blob) without rowid"
    )
    connection.execute(
        "create table if not exists stamps (location text primary key, stamp text, sha text) "
        "without rowid"
    )
    return connection


_CALL_FIELDS = tuple(CallSite.__dataclass_fields__)[1:]
_DEPENDENCY_FIELDS = ("package_name", "ecosystem", "constraint", "line", "scope")


def _written(result: FileResult) -> bytes:
    if result.status == "unmatched" and not result.dependencies:
        return b""
    return orjson.dumps(
        [
            result.language,
            result.status,
            result.reason,
            result.size,
            [[getattr(site, name) for name in _CALL_FIELDS] for site in result.sites],
            [[getattr(item, name) for name in _DEPENDENCY_FIELDS] for item in result.dependencies],
            result.questions,
        ]
    )


def _read(entry: Entry, content: bytes) -> FileResult:
    if not content:
        return FileResult(entry.path, entry.blob_sha, entry.language, "unmatched", None, entry.size)
    language, status, reason, size, sites, dependencies, questions = orjson.loads(content)
    return FileResult(
        entry.path,
        entry.blob_sha,
        language,
        status,
        reason,
        size,
        tuple(_site(entry.path, values) for values in sites),
        tuple(
            Dependency(name, ecosystem, constraint, entry.path, line, scope)
            for name, ecosystem, constraint, line, scope in dependencies
        ),
        tuple((tuple(question), answer) for question, answer in questions),
    )


def _site(path: str, values: list[Any]) -> CallSite:
    told = dict(zip(_CALL_FIELDS, values, strict=True))
    told["resolved_names"] = tuple(told["resolved_names"])
    return CallSite(path=path, **told)
