"""A commit of a git repository, read from the object store; nothing is checked out.

One `git cat-file --batch` a process answers all reads. A repository's own settings may name
commands to run (pagers, monitors, signers, transports), so all those that reading could reach are
turned off.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import IO, TYPE_CHECKING, NamedTuple

from ingestion.errors import PtmError
from ingestion.scanner.dependencies import is_manifest
from ingestion.scanner.trees.entries import (
    LARGEST_READ,
    Entry,
    is_archive,
    language_of,
    shown,
    too_large,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

_GROUP = 500
"""Objects asked for at once: their names fit into a pipe, so that neither side waits for ever."""

_HARMLESS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "log.showSignature=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "advice.detachedHead=false",
    "core.quotePath=false",
)

_NETWORK = (
    "protocol.https.allow=always",
    "protocol.http.allow=always",
    "protocol.file.allow=always",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=60",
)

_GITHUB_URL = re.compile(
    r"^(?:https?://|ssh://|git://|git@)(?:[^/@]*@)?github\.com[:/](?P<name>[^/]+/[^/]+?)(?:\.git)?/?$"
)


class Commit(NamedTuple):
    """A commit and when it was made, UTC without zone."""

    sha: str
    committed_at: datetime


def git_command(
    *arguments: str, repository: Path | None = None, network: bool = False
) -> list[str]:
    """A git command in which nothing that the repository's settings name is run.

    Args:
        arguments: of the command.
        repository: where it runs; null for none.
        network: whether it may fetch.
    """
    settings = [*_HARMLESS, "protocol.allow=never", *(_NETWORK if network else ())]
    place = ["-C", str(repository)] if repository else []
    return [
        "git",
        "--no-pager",
        *place,
        *(part for setting in settings for part in ("-c", setting)),
        *arguments,
    ]


def git_environment() -> dict[str, str]:
    """The environment of git: the caller's, without what would ask or point elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    allowed = {name: os.environ[name] for name in ("GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
               "GIT_PROXY_COMMAND") if name in os.environ}  # fmt: skip
    return (
        kept
        | allowed
        | {
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "LC_ALL": "C",
        }
    )


def run_git(
    *arguments: str, repository: Path | None = None, network: bool = False, given: bytes = b""
) -> bytes:
    """What git answers.

    Raises:
        PtmError: when git is missing or refuses, with what it says.
    """
    command = git_command(*arguments, repository=repository, network=network)
    try:
        done = subprocess.run(  # noqa: S603
            command, env=git_environment(), input=given, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        message = (
            "git is not installed, and commits are read through it. Install git 2.30 or later."
        )
        raise PtmError(message) from error
    if done.returncode:
        where = f" in {repository}" if repository else ""
        said = _reason(done.stderr.decode(errors="replace"))
        message = f"git {arguments[0]} failed{where}: {said}."
        raise PtmError(message)
    return done.stdout


def _reason(said: str) -> str:
    """The line that says why git failed: the first that is fatal, else the first."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["no reason given"]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:", "ERROR:", "remote: "))]
    return (fatal or lines)[0].removeprefix("fatal: ").removeprefix("error: ").rstrip(".")


def is_git_repository(path: Path) -> bool:
    """Whether a folder is the root of a work tree or a bare repository."""
    bare = all((path / name).exists() for name in ("HEAD", "objects", "refs"))
    return (path / ".git").exists() or bare


@dataclass(frozen=True, slots=True)
class GitOpener:
    """Opens readers of a repository's objects."""

    repository: Path
    network: bool = False

    def __call__(self) -> GitReader:
        """Starts a `git cat-file` of its own."""
        return GitReader(self.repository, network=self.network)


class GitReader:
    """Reads blobs by their hash.

    Args:
        repository: its folder.
        network: whether objects that a partial clone lacks may be fetched.
    """

    def __init__(self, repository: Path, *, network: bool = False) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            git_command("cat-file", "--batch", repository=repository, network=network),
            env=git_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @cached_property
    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process.stdin is None or self._process.stdout is None:
            message = "git cat-file has no pipes"
            raise RuntimeError(message)
        return self._process.stdin, self._process.stdout

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | str]]:
        """The content of each entry in order, or why it cannot be read."""
        asked, _ = self._pipes
        for start in range(0, len(entries), _GROUP):
            group = entries[start : start + _GROUP]
            try:
                asked.write(b"".join(f"{entry.location}\n".encode() for entry in group))
                asked.flush()
            except BrokenPipeError:
                yield from ((entry, "git stopped before it was read") for entry in group)
                continue
            for entry in group:
                yield entry, self._answer()

    def _answer(self) -> bytes | str:
        _, answers = self._pipes
        header = answers.readline().split()
        if len(header) != 3 or header[1] == b"missing":
            return "the repository lacks the object" if header else "git stopped before it was read"
        size = int(header[2])
        if size > LARGEST_READ:
            left = size
            while left and (piece := answers.read(min(left, 1 << 20))):
                left -= len(piece)
            answers.read(1)
            return too_large(size)
        content = answers.read(size)
        answers.read(1)
        return content if len(content) == size else "git stopped before it was read"

    def close(self) -> None:
        """Ends the process."""
        for pipe in self._pipes:
            pipe.close()
        self._process.wait()


class GitTree:
    """A commit.

    Args:
        repository: the folder of a work tree or a bare repository.
        revision: a commit, branch or tag.
        name: `owner/name`; by default what the remote `origin` says, else the folder's name.
        host: where it is from; by default what the remote says.
        prefetch: for a clone that lacks blobs: fetches those of the hashes that it is given.

    Raises:
        PtmError: when there is no such commit.
    """

    kind = "git"

    def __init__(
        self,
        repository: Path,
        revision: str = "HEAD",
        *,
        name: str | None = None,
        host: str | None = None,
        prefetch: Callable[[list[str]], None] | None = None,
    ) -> None:
        self.repository = repository.resolve()
        self.is_partial = prefetch is not None
        self._prefetch = prefetch
        self.commit_sha, self.committed_at = commit_of(self.repository, revision)
        remote = None if name else _github_name(self.repository)
        self.name = name or remote or shown(self.repository.name).removesuffix(".git")
        self.host = host or ("github" if remote else "local")
        self.files_seen = 0
        self._entries: list[Entry] | None = None

    def __enter__(self) -> GitTree:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def entries(self) -> list[Entry]:
        """Every file that is read or was refused, sorted by path."""
        if self._entries is None:
            # to tell the size of a blob that is not here, git would fetch it
            size = () if self.is_partial else ("--long",)
            listed = run_git(
                "ls-tree", "-r", "-z", "--full-tree", *size, self.commit_sha,
                repository=self.repository, network=self.is_partial,
            )  # fmt: skip
            files, links = self._read_listing(listed)
            if self._prefetch is not None:
                read = (entry for entry in (*files, *links) if entry.refusal is None)
                self._prefetch(list({entry.location for entry in read}))
            files += _links_out(self.opener()(), links) if links else []
            self._entries = sorted(files, key=lambda entry: entry.path)
        return self._entries

    def opener(self) -> GitOpener:
        """What opens readers of it."""
        return GitOpener(self.repository, network=self.is_partial)

    def _read_listing(self, listed: bytes) -> tuple[list[Entry], list[Entry]]:
        """The files, and the links."""
        files, links = [], []
        for line in listed.split(b"\0")[:-1]:
            facts, _, raw_path = line.partition(b"\t")
            mode, _, sha, *sizes = facts.decode().split()
            path = raw_path.decode(errors="backslashreplace")
            self.files_seen += 1
            size = int(sizes[0]) if sizes and sizes[0].isdigit() else None
            if mode == "160000":
                reason = "a submodule, which is a repository of its own"
                files.append(Entry(path, sha, refusal=reason))
            elif mode == "120000":
                links.append(Entry(path, sha, blob_sha=sha, size=size))
            else:
                entry = entry_of(path, sha, size, is_executable=mode == "100755")
                if entry is not None:
                    files.append(entry)
        return files, links


def entry_of(path: str, sha: str, size: int | None, *, is_executable: bool) -> Entry | None:
    """A blob to read, a refused one, or null for what is neither source nor manifest."""
    if is_archive(path):
        reason = "an archive inside a tree is not opened"
        return Entry(path, sha, size=size, blob_sha=sha, refusal=reason)
    language = language_of(path, is_executable=is_executable)
    if language is None and not is_manifest(path):
        return None
    refusal = too_large(size) if size is not None and size > LARGEST_READ else None
    return Entry(path, sha, language, size, sha, refusal)


def _links_out(reader: GitReader, links: list[Entry]) -> Iterator[Entry]:
    """The links that lead out of the tree."""
    try:
        for link, target in reader.read(links):
            text = target if isinstance(target, str) else target.decode(errors="replace")
            parts = os.path.normpath(os.path.join(os.path.dirname(link.path), text)).split("/")  # noqa: PTH118, PTH120
            if text.startswith("/") or parts[0] == "..":
                yield Entry(link.path, link.location, refusal="a link that leads out of the tree")
    finally:
        reader.close()


def commit_of(repository: Path, revision: str) -> Commit:
    """The commit that a revision names.

    Raises:
        PtmError: when it names none.
    """
    try:
        # --end-of-options: a revision that begins with a dash is no option
        answer = run_git(
            "log", "-1", "--no-show-signature", "--format=%H %ct", "--end-of-options",
            revision, "--", repository=repository,
        ).split()  # fmt: skip
    except PtmError as error:
        message = (
            f"{repository} has no commit {revision!r}: {error} Name a commit, branch or tag that "
            "`git log` there knows."
        )
        raise PtmError(message) from error
    if len(answer) != 2:
        message = f"{repository} has no commit {revision!r}. Name another with `git log` there."
        raise PtmError(message)
    moment = datetime.fromtimestamp(int(answer[1]), UTC).replace(tzinfo=None)
    return Commit(answer[0].decode(), moment)


def _github_name(repository: Path) -> str | None:
    try:
        url = run_git("config", "--get", "remote.origin.url", repository=repository)
    except PtmError:
        return None
    found = _GITHUB_URL.match(url.decode(errors="replace").strip())
    return found["name"] if found else None
