"""Repositories, folders and archives, one after the other, into the raw tables."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa

from ingestion import config
from ingestion.errors import PtmError
from ingestion.landing import Landing, raw_database
from ingestion.raw import (
    REUSE_CALL_SITES,
    REUSE_DEPENDENCIES,
    REUSE_FETCHES,
    REUSE_FILE_VERSIONS,
    REUSE_FILES,
    REUSE_SCANS,
)
from ingestion.scanner.cache import tool_version
from ingestion.scanner.history import FileVersion, walk_history
from ingestion.scanner.report import path_notes
from ingestion.scanner.scan import Scan, scan_id, scan_tree
from ingestion.scanner.trees import GitTree, is_git_repository, open_tree
from ingestion.sources.reuse.repositories import (
    AbsentRepositoryError,
    ListedRepository,
    cloned,
    commit_to_read,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ingestion.config import DataFolder
    from ingestion.raw import RawTable
    from ingestion.scanner.signatures import Signatures
    from ingestion.scanner.trees import Tree

SCHEMA = "reuse"

ROWS_AT_ONCE = 100_000
SECONDS_AT_ONCE = 30.0
"""What was scanned is landed after so many rows or seconds: so much a killed run loses at most."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be scanned.

    Attributes:
        item: what people call it: the path as given, or `owner/name`.
        path: a folder, a git repository or an archive; null for a repository of a list.
        repository: a line of a list; null for a path.
        with_history: whether to walk the commits as well.
    """

    item: str
    path: Path | None = None
    repository: ListedRepository | None = None
    with_history: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request.

    Attributes:
        item: what it was.
        status: `ok`, `not_found` or `failed`.
        error: why it failed.
        scan: what was found; null for what failed, or was scanned before.
        versions: rows of its history; null where none was asked for, or it is as it was.
    """

    item: str
    status: str
    error: str | None = None
    scan: Scan | None = None
    versions: int | None = None


def requests_of_paths(paths: Iterable[Path], *, with_history: bool = False) -> list[Request]:
    """Requests of folders, git repositories and archives."""
    return [Request(str(path), path=path, with_history=with_history) for path in paths]


def requests_of_list(
    repositories: Iterable[ListedRepository], *, with_history: bool = False
) -> list[Request]:
    """Requests of the repositories of a list."""
    return [
        Request(
            f"{repository.name}@{repository.revision}" if repository.revision else repository.name,
            repository=repository,
            with_history=with_history,
        )
        for repository in repositories
    ]


def load_reuse(
    folder: DataFolder,
    requests: Iterable[Request],
    signatures: Signatures,
    *,
    progress: Callable[[str, int, str], None],
) -> Iterator[Outcome]:
    """Scans and lands; what fails is recorded and the next goes on.

    The row in `scans` is written after all others of its scan: one without it was cut.

    Args:
        folder: the data folder, initialised.
        requests: what to scan.
        signatures: the calls to find.
        progress: called with what is scanned, how much of it, and a word on what is going on.

    Yields:
        What became of each request, when it is scanned.

    Raises:
        PtmError: when the database is locked.
    """
    loading = _Loading(folder, signatures, progress)
    try:
        for request in requests:
            yield loading.take(request)
    finally:
        loading.flush()


@dataclass(slots=True)
class _Batch:
    """Rows that wait to be landed, and the keys whose rows they replace."""

    rows: dict[RawTable, list[dict[str, Any]]] = field(default_factory=dict)
    scan_ids: list[str] = field(default_factory=list)
    histories: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    count: int = 0

    def add(self, table: RawTable, rows: list[dict[str, Any]]) -> None:
        self.rows.setdefault(table, []).extend(rows)
        self.count += len(rows)

    @property
    def is_due(self) -> bool:
        return self.count > ROWS_AT_ONCE or time.monotonic() - self.started > SECONDS_AT_ONCE


class _Loading:
    """A run of `ptm load reuse`."""

    def __init__(
        self,
        folder: DataFolder,
        signatures: Signatures,
        progress: Callable[[str, int, str], None],
    ) -> None:
        self._folder = folder
        self._signatures = signatures
        self._with_history = False
        self._said = progress
        self._item = ""
        self._landing = Landing(folder, SCHEMA)
        self._batch = _Batch()
        with raw_database(folder) as raw:
            self._scanned: set[tuple[str, ...]] = set(
                raw.execute(
                    "select scan_id, tool_version, signatures_hash "
                    f"from {REUSE_SCANS.qualified_name} where completed_at is not null"
                ).fetchall()
            )
            self._walked: dict[str, str] = dict(
                raw.execute(
                    f"select item, revision from {REUSE_FETCHES.qualified_name} "
                    "where endpoint = 'history' and status = 'ok' and revision is not null"
                ).fetchall()
            )

    def take(self, request: Request) -> Outcome:
        """Scans a request; what it found waits to be landed."""
        item, attempts = request.item, 1
        self._item, self._with_history = item, request.with_history
        try:
            outcome = self._read(request)
        except AbsentRepositoryError as error:
            outcome = Outcome(item, "not_found", str(error))
        except PtmError as error:
            outcome, attempts = Outcome(item, "failed", str(error)), 3 if request.repository else 1
        self._batch.add(
            REUSE_FETCHES,
            [_fetch(outcome.item, "scan", outcome.status, attempts, error=outcome.error)],
        )
        if self._batch.is_due:
            self.flush()
        return outcome

    def _progress(self, count: int, doing: str) -> None:
        self._said(self._item, count, doing)

    def flush(self) -> None:
        """Lands what waits."""
        batch, self._batch = self._batch, _Batch()
        if not batch.rows:
            return
        self._progress(0, "landing")
        scans = batch.rows.pop(REUSE_SCANS, [])
        for table in (REUSE_FILES, REUSE_CALL_SITES, REUSE_DEPENDENCIES):
            with_rows = {row["scan_id"] for row in batch.rows.get(table, [])}
            self._clear(table, batch.scan_ids, with_rows)
        with_versions = {row["repository_name"] for row in batch.rows.get(REUSE_FILE_VERSIONS, [])}
        self._clear(REUSE_FILE_VERSIONS, batch.histories, with_versions)
        self._landing.land(_arrow(batch.rows))
        if scans:
            self._landing.land(_arrow({REUSE_SCANS: scans}))

    def _clear(self, table: RawTable, keys: list[str], with_rows: set[str]) -> None:
        """Deletes what an earlier run found where there is nothing now."""
        empty: list[tuple[str, ...]] = [(key,) for key in keys if key not in with_rows]
        if empty:
            self._landing.clear(table, empty)

    def _read(self, request: Request) -> Outcome:
        if request.repository is not None:
            return self._read_listed(request.item, request.repository)
        path = request.path
        if path is None:
            message = f"{request.item} is neither a path nor a repository."
            raise PtmError(message)
        is_git = path.is_dir() and is_git_repository(path)
        with open_tree(path, commit="HEAD" if is_git else None) as tree:
            if self._with_history and not isinstance(tree, GitTree):
                message = (
                    f"{path} is no git repository, so it has no history. "
                    "Leave --history out, or name a repository."
                )
                raise PtmError(message)
            return self._read_tree(request.item, tree)

    def _read_listed(self, item: str, repository: ListedRepository) -> Outcome:
        self._progress(0, "asking for its commit")
        commit = commit_to_read(repository)
        if self._is_known(repository.name, commit):
            return Outcome(item, "ok")
        self._progress(0, "cloning")
        with cloned(self._folder, repository, commit, with_history=self._with_history) as tree:
            return self._read_tree(item, tree)

    def _is_known(self, name: str, commit: str) -> bool:
        """Whether all that is asked for of a commit is there."""
        key = (scan_id(name, commit), tool_version(), self._signatures.hash)
        return key in self._scanned and not (
            self._with_history and self._lacks_history(name, commit)
        )

    def _lacks_history(self, name: str, commit: str) -> bool:
        return self._walked.get(name) != self._history_state(commit)

    def _history_state(self, commit: str) -> str:
        return f"{commit} {tool_version()} {self._signatures.hash}"

    def _read_tree(self, item: str, tree: Tree) -> Outcome:
        commit = tree.commit_sha
        if tree.host == "github" and "@" not in item:
            # the same repository, wherever its clone lies
            item = tree.name
        if commit is not None and self._is_known(tree.name, commit):
            return Outcome(item, "ok")
        scan = scan_tree(
            tree, self._signatures, cache_file=self._folder.scans, progress=self._progress
        )
        key = (scan.scan_id, scan.tool_version, scan.signatures_hash)
        is_new = key not in self._scanned
        if is_new:
            self._scanned.add(key)
            self._batch.scan_ids.append(scan.scan_id)
            for table, rows in _rows_of_scan(scan):
                self._batch.add(table, rows)
        versions = None
        if self._with_history and isinstance(tree, GitTree) and commit is not None:
            versions = self._read_history(tree, commit)
        return Outcome(item, "ok", scan=scan if is_new else None, versions=versions)

    def _read_history(self, tree: GitTree, commit: str) -> int | None:
        if not self._lacks_history(tree.name, commit):
            return None
        versions = walk_history(
            tree, self._signatures, cache_file=self._folder.scans, progress=self._progress
        )
        if tree.name in self._batch.histories:
            # two commits of a repository: the rows of the first are replaced, not joined
            self.flush()
        state = self._history_state(commit)
        self._walked[tree.name] = state
        self._batch.histories.append(tree.name)
        self._batch.add(REUSE_FILE_VERSIONS, [_version(tree, version) for version in versions])
        self._batch.add(
            REUSE_FETCHES,
            [_fetch(tree.name, "history", "ok", 1, revision=state)],
        )
        return len(versions)


def _arrow(rows: dict[RawTable, list[dict[str, Any]]]) -> Iterator[tuple[RawTable, pa.Table]]:
    for table, of_table in rows.items():
        yield table, pa.Table.from_pylist(of_table, schema=table.columns)


def _fetch(
    item: str,
    endpoint: str,
    status: str,
    attempts: int,
    *,
    error: str | None = None,
    revision: str | None = None,
) -> dict[str, Any]:
    return {
        "item": item,
        "endpoint": endpoint,
        "status": status,
        "attempts": attempts,
        "fetched_at": config.now(),
        "error": error,
        "revision": revision,
    }


def _rows_of_scan(scan: Scan) -> Iterator[tuple[RawTable, list[dict[str, Any]]]]:
    of_scan = {"scan_id": scan.scan_id}
    notes = path_notes(scan)
    statuses = scan.files_by_status
    yield (
        REUSE_SCANS,
        [
            {
                **of_scan,
                "repository_name": scan.repository_name,
                "host": scan.host,
                "commit_sha": scan.commit_sha,
                "committed_at": scan.committed_at,
                "source_kind": scan.source_kind,
                "tool_version": scan.tool_version,
                "signatures_hash": scan.signatures_hash,
                "started_at": scan.started_at,
                "completed_at": scan.completed_at,
                "files_seen": scan.files_seen,
                "files_matched": scan.files_matched,
                "files_parsed": statuses["parsed"],
                "files_failed": statuses["failed"],
                "files_refused": statuses["refused"],
                "call_site_count": len(scan.call_sites),
            }
        ],
    )
    yield (
        REUSE_FILES,
        [
            {
                **of_scan,
                "path": file.path,
                "blob_sha": file.blob_sha,
                "language": file.language,
                "status": file.status,
                "reason": file.reason,
                "size_bytes": file.size,
                "is_test_path": notes[file.path].is_test_path,
                "is_vendored_path": notes[file.path].vendored_reason is not None,
                "vendored_reason": notes[file.path].vendored_reason,
            }
            for file in scan.files
        ],
    )
    yield (
        REUSE_CALL_SITES,
        [
            {
                **of_scan,
                "position": position,
                "path": site.path,
                "line": site.line,
                "column": site.column,
                "end_line": site.end_line,
                "cell": site.cell,
                "library": site.library,
                "import_path": site.import_path,
                "callable": site.callable,
                "hub": site.hub,
                "argument": site.argument,
                "resolution_status": site.resolution_status,
                "resolution_path": site.resolution_path,
                "resolved_names": orjson.dumps(site.resolved_names).decode(),
                "revision": site.revision,
                "revision_kind": site.revision_kind,
                "trusts_remote_code": site.trusts_remote_code,
                "local_files_only": site.local_files_only,
            }
            for position, site in enumerate(scan.call_sites)
        ],
    )
    yield (
        REUSE_DEPENDENCIES,
        [
            {
                **of_scan,
                "package_id": item.package_id,
                "package_name": item.package_name,
                "ecosystem": item.ecosystem,
                "constraint": item.constraint,
                "manifest": item.manifest,
                "line": item.line,
                "scope": item.scope,
            }
            for item in scan.dependencies
        ],
    )


def _version(tree: GitTree, version: FileVersion) -> dict[str, Any]:
    return {
        "repository_name": tree.name,
        "host": tree.host,
        "path": version.path,
        "commit_sha": version.commit_sha,
        "position": version.position,
        "parent_position": version.position - 1 if version.position else None,
        "committed_at": version.committed_at,
        "change": version.change,
        "names": orjson.dumps(version.names).decode(),
    }
