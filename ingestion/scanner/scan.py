"""A tree from its files to its call sites: what is known is taken, what is new is scanned."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingestion import config
from ingestion.scanner.cache import ScanCache, tool_version
from ingestion.scanner.pool import scan_all
from ingestion.scanner.reading import FileResult, refused
from ingestion.scanner.surroundings import FileIndex
from ingestion.scanner.trees.archive import ArchiveTree
from ingestion.scanner.trees.entries import blob_sha
from ingestion.scanner.trees.folder import content_hash, read_file_content
from ingestion.scanner.worker import Setup

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from ingestion.scanner.calls import CallSite
    from ingestion.scanner.dependencies import Dependency
    from ingestion.scanner.signatures import Signatures
    from ingestion.scanner.trees import Entry, Tree

_SETTLED = 2_000_000_000
"""Nanoseconds after which a file's times tell a change: two writes may fall into one tick."""


_READERS = 4


@dataclass(frozen=True, slots=True)
class Scan:
    """What a tree holds.

    Attributes:
        scan_id: of the repository and its commit, or its content.
        repository_name: `owner/name`, or the name of the folder or file.
        host: `github` or `local`.
        commit_sha: null without git.
        committed_at: UTC without zone; null without git.
        source_kind: `folder`, `git` or `archive`.
        tool_version: of the scanner.
        signatures_hash: of the calls that were looked for.
        started_at: UTC without zone.
        completed_at: UTC without zone.
        files_seen: all files of the tree.
        files_matched: those that the byte search found worth parsing.
        paths: of all sources and manifests, whether or not they matched.
        files: those that matched, failed or were refused, by path.
        call_sites: by path, in the order of the text.
        dependencies: by manifest, in the order of the text.
        reused_count: files whose result was known.
    """

    scan_id: str
    repository_name: str
    host: str
    commit_sha: str | None
    committed_at: datetime | None
    source_kind: str
    tool_version: str
    signatures_hash: str
    started_at: datetime
    completed_at: datetime
    files_seen: int
    files_matched: int
    paths: tuple[str, ...]
    files: tuple[FileResult, ...]
    call_sites: tuple[CallSite, ...]
    dependencies: tuple[Dependency, ...]
    reused_count: int

    @property
    def files_by_status(self) -> Counter[str]:
        """How many files were parsed, failed and were refused."""
        return Counter(result.status for result in self.files)


@dataclass(slots=True)
class _Collected:
    """Results as they come in."""

    seen: int = 0
    matched: dict[str, FileResult] = field(default_factory=dict)
    dependencies: dict[str, tuple[Dependency, ...]] = field(default_factory=dict)
    shas: dict[str, str | None] = field(default_factory=dict)

    def take(self, result: FileResult) -> None:
        self.seen += 1
        self.shas[result.path] = result.blob_sha
        if result.dependencies:
            self.dependencies[result.path] = result.dependencies
        if result.status != "unmatched":
            self.matched[result.path] = result


def scan_tree(
    tree: Tree,
    signatures: Signatures,
    *,
    cache_file: Path | None = None,
    processes: int | None = None,
    progress: Callable[[int, str], None] = lambda count, doing: None,
) -> Scan:
    """Scans a tree on all cores.

    Args:
        tree: a folder, a commit or an archive.
        signatures: the calls to find.
        cache_file: where results are kept; null to keep none.
        processes: how many to scan in; by default one a core, and at most six.
        progress: called with the files done so far and a word on what is going on.
    """
    started_at = config.now()
    progress(0, "listing")
    entries = tree.entries()
    collected = _Collected()
    for entry in entries:
        if entry.refusal is not None:
            collected.take(refused(entry, entry.refusal))
    wanted = [entry for entry in entries if entry.refusal is None]
    with ScanCache(cache_file, signatures.hash) as cache:
        if cache.is_open:
            wanted = _with_shas(wanted, cache)
        setup = setup_for(tree, signatures, wanted)
        known = cache.results(wanted, FileIndex(setup.shas, setup.locations))
        for result in known.values():
            collected.take(result)
        new = [entry for entry in wanted if entry.path not in known]
        progress(collected.seen, "scanning")
        for results in scan_all(setup, new, processes):
            for result in results:
                collected.take(result)
            cache.keep(results)
            progress(collected.seen, "scanning")
    return _assembled(tree, signatures, started_at, entries, collected, len(known))


def setup_for(tree: Tree, signatures: Signatures, entries: list[Entry]) -> Setup:
    """What scanning processes are told of a tree."""
    shas = {entry.path: entry.blob_sha or "unknown" for entry in entries}
    locations = {entry.path: entry.location for entry in entries}
    return Setup(signatures, tree.opener(), shas, locations)


def _with_shas(entries: list[Entry], cache: ScanCache) -> list[Entry]:
    """The entries with git's hash of their content: as git gave it, as it was, or computed."""
    unknown = [entry for entry in entries if entry.blob_sha is None]
    known = cache.known_shas((entry.location, entry.stamp) for entry in unknown if entry.stamp)
    to_read = [entry for entry in unknown if entry.location not in known]
    with ThreadPoolExecutor(_READERS) as readers:
        found = readers.map(_sha_of, to_read)
        computed = {entry.location: sha for entry, sha in zip(to_read, found, strict=True) if sha}
    cache.keep_shas(
        (entry.location, entry.stamp, computed[entry.location])
        for entry in to_read
        if entry.stamp and entry.location in computed and _is_settled(entry.stamp)
    )
    known |= computed
    return [
        entry if entry.blob_sha else replace(entry, blob_sha=known.get(entry.location))
        for entry in entries
    ]


def _sha_of(entry: Entry) -> str | None:
    content = read_file_content(entry.location)
    return blob_sha(content) if isinstance(content, bytes) else None


def _is_settled(stamp: str) -> bool:
    return int(stamp.split(":")[1]) < time.time_ns() - _SETTLED


def _assembled(
    tree: Tree,
    signatures: Signatures,
    started_at: datetime,
    entries: list[Entry],
    collected: _Collected,
    reused_count: int,
) -> Scan:
    files = [collected.matched[path] for path in sorted(collected.matched)]
    if tree.commit_sha is not None:
        state = tree.commit_sha
    elif isinstance(tree, ArchiveTree):
        state = tree.content_hash()
    else:
        state = content_hash(entries, collected.shas)
    return Scan(
        scan_id=scan_id(tree.name, state),
        repository_name=tree.name,
        host=tree.host,
        commit_sha=tree.commit_sha,
        committed_at=tree.committed_at,
        source_kind=tree.kind,
        tool_version=tool_version(),
        signatures_hash=signatures.hash,
        started_at=started_at,
        completed_at=config.now(),
        files_seen=tree.files_seen,
        files_matched=sum(result.blob_sha is not None for result in files),
        paths=tuple(entry.path for entry in entries),
        files=tuple(files),
        call_sites=tuple(site for result in files for site in result.sites),
        dependencies=tuple(
            item for path in sorted(collected.dependencies) for item in collected.dependencies[path]
        ),
        reused_count=reused_count,
    )


def scan_id(repository_name: str, state: str) -> str:
    """The id of the scan of a repository in a state: a commit, or a hash of its content."""
    text = f"{repository_name.lower()}|{state}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
