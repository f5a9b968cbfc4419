"""The history of a branch: what the files that ever used a PTM named, commit by commit.

Commits are those of the first-parent line, which is how the branch itself moved: what came by a
merge came when it was merged. A version of a file that cannot be parsed says nothing, so what was
there before goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from ingestion.scanner.cache import ScanCache
from ingestion.scanner.prefilter import prefilter
from ingestion.scanner.reading import FileResult, read_file
from ingestion.scanner.settings import may_name_ptms
from ingestion.scanner.surroundings import FileIndex, Surroundings
from ingestion.scanner.trees.entries import LANGUAGES, Entry, language_of
from ingestion.scanner.trees.git import run_git

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ingestion.scanner.signatures import Signatures
    from ingestion.scanner.trees.git import GitReader, GitTree

_NOTHING = "0" * 40
_SYMBOLIC_LINK = "120000"
_SUBMODULE = "160000"


class _Change(NamedTuple):
    """What a commit did to a file; `sha` is null for a removal."""

    path: str
    sha: str | None


class _Commit(NamedTuple):
    sha: str
    committed_at: datetime
    changes: tuple[_Change, ...]


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A file that ever used a PTM, as of a commit that changed what it names, or the file.

    Attributes:
        path: of the file.
        commit_sha: the commit.
        position: of the commit among those that touch sources, from 0, the oldest first.
        committed_at: UTC without zone.
        change: `added`, `modified` or `removed`.
        names: the PTMs that it names as of the commit.
    """

    path: str
    commit_sha: str
    position: int
    committed_at: datetime
    change: str
    names: tuple[str, ...]


def walk_history(
    tree: GitTree,
    signatures: Signatures,
    *,
    cache_file: Path | None = None,
    prefetch: Callable[[list[str]], None] | None = None,
    progress: Callable[[int, str], None] = lambda count, doing: None,
) -> list[FileVersion]:
    """The versions of the files that ever used a PTM, from the oldest commit.

    Args:
        tree: the commit at which the history ends.
        signatures: the calls to find.
        cache_file: where results are kept; null to keep none.
        prefetch: given the objects that will be read, for a clone that lacks them.
        progress: called with the commits done so far and a word on what is going on.

    Raises:
        PtmError: when git cannot list the commits.
    """
    commits = list(_commits(tree))
    shas = {
        change.sha: change.path for commit in commits for change in commit.changes if change.sha
    }
    if prefetch is not None:
        prefetch(list(shas))
    opener = tree.opener()
    reader, neighbours = opener(), opener()
    try:
        progress(0, "searching")
        matched = _matching(reader, shas, signatures)
        with ScanCache(cache_file, signatures.hash) as cache:
            walk = _Walk(signatures, matched, reader, neighbours, cache)
            versions: list[FileVersion] = []
            for position, commit in enumerate(commits):
                versions += walk.step(position, commit)
                progress(position + 1, "commits")
    finally:
        reader.close()
        neighbours.close()
    used = {version.path for version in versions if version.names}
    return [version for version in versions if version.path in used]


def _commits(tree: GitTree) -> Iterator[_Commit]:
    """The commits that touch sources, from the oldest."""
    listed = run_git(
        "log", "--first-parent", "-m", "--raw", "--no-abbrev", "--no-renames", "--reverse", "-z",
        "--no-show-signature", "--root", "--format=%x01%H %ct", tree.commit_sha, "--",
        *(f":(icase,glob)**/*{ending}" for ending in LANGUAGES),
        repository=tree.repository, network=tree.is_partial,
    )  # fmt: skip
    sha, moment = "", datetime.min
    changes: list[_Change] = []
    parts = iter(listed.split(b"\0"))
    for raw in parts:
        part = raw.lstrip(b"\n")
        if part.startswith(b"\x01"):
            if sha:
                yield _Commit(sha, moment, tuple(changes))
            sha, seconds = part[1:].decode().split()
            moment = datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None)
            changes = []
        elif part.startswith(b":"):
            _, mode, _, new, _ = part.decode().split()
            path = next(parts).decode(errors="backslashreplace")
            is_file = mode not in (_SYMBOLIC_LINK, _SUBMODULE) and new != _NOTHING
            changes.append(_Change(path, new if is_file else None))
    if sha:
        yield _Commit(sha, moment, tuple(changes))


def _matching(reader: GitReader, shas: dict[str, str], signatures: Signatures) -> frozenset[str]:
    """The contents that the byte search finds worth parsing."""
    may_match = prefilter(signatures)
    entries = [Entry(path, sha, language_of(path)) for sha, path in shas.items()]
    return frozenset(
        entry.location
        for entry, content in reader.read(entries)
        if isinstance(content, bytes)
        and (
            (entry.language in ("python", "notebook") and may_match(content))
            or (entry.language != "python" and may_name_ptms(content))
        )
    )


@dataclass(slots=True)
class _Walk:
    """The tree as of a commit, and what its files name."""

    signatures: Signatures
    matched: frozenset[str]
    reader: GitReader
    neighbours: GitReader
    cache: ScanCache
    shas: dict[str, str] = field(default_factory=dict)
    results: dict[str, FileResult] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    index: FileIndex = field(init=False)
    surroundings: Surroundings = field(init=False)

    def __post_init__(self) -> None:
        self._index_anew()

    def _index_anew(self) -> None:
        self.index = FileIndex(self.shas, self.shas)
        self.surroundings = Surroundings(self.index, self.neighbours)

    def step(self, position: int, commit: _Commit) -> Iterator[FileVersion]:
        """What a commit changed."""
        before = {change.path for change in commit.changes if change.path in self.shas}
        for path, sha in commit.changes:
            if sha is None:
                self.shas.pop(path, None)
            else:
                self.shas[path] = sha
        # contents and paths that a file asked about may be others now
        self._index_anew()
        touched = {change.path: change.sha for change in commit.changes}
        for path, sha in touched.items():
            if path in self.names or sha in self.matched:
                version = self._version(position, commit, path, sha, is_known=path in before)
                if version:
                    yield version
        for path in self._with_other_answers(set(touched)):
            earlier = self.names[path]
            version = self._version(position, commit, path, self.shas[path], is_known=True)
            if version and version.names != earlier:
                yield version

    def _with_other_answers(self, touched: set[str]) -> list[str]:
        return [
            path
            for path, result in self.results.items()
            if path not in touched
            and path in self.shas
            and any(self.index.answer(question) != answer for question, answer in result.questions)
        ]

    def _version(
        self, position: int, commit: _Commit, path: str, sha: str | None, *, is_known: bool
    ) -> FileVersion | None:
        names: tuple[str, ...] = ()
        if sha is None:
            self.results.pop(path, None)
            if self.names.pop(path, None) is None:
                return None
            change = "removed"
        else:
            result = self._result(path, sha)
            if result.status in ("failed", "refused"):
                return None
            self.results[path] = result
            names = tuple(
                dict.fromkeys(name for site in result.sites for name in site.resolved_names)
            )
            self.names[path] = names
            change = "modified" if is_known else "added"
        return FileVersion(path, commit.sha, position, commit.committed_at, change, names)

    def _result(self, path: str, sha: str) -> FileResult:
        entry = Entry(path, sha, language_of(path), blob_sha=sha)
        if sha not in self.matched:
            return FileResult(path, sha, entry.language, "unmatched")
        known = self.cache.results([entry], self.index).get(path)
        if known is not None:
            return known
        content = next(content for _, content in self.reader.read([entry]))
        result = read_file(entry, content, self.signatures, self.surroundings)
        self.cache.keep([result])
        return result
