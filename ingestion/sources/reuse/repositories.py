"""Repositories of a list, cloned without the blobs that a scan does not read."""

from __future__ import annotations

import csv
import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ingestion.errors import PtmError
from ingestion.scanner.trees.git import GitTree, run_git

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingestion.config import DataFolder

GITHUB = "https://github.com"

_ENTRY = re.compile(
    r"^(?:https?://[^/\s]+/)?(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?(?:@(?P<revision>\w[^\s@]*))?$"
)
_COMMIT = re.compile(r"^[0-9a-f]{40}$")
_ABSENT = re.compile(
    r"not found|not exist|does not appear to be a git repository|could not read Username|"
    r"Authentication failed|terminal prompts disabled",
    re.I,
)
_ATTEMPTS = 3


class ListedRepository(NamedTuple):
    """A line of a list: `owner/name`, and the commit, branch or tag to read."""

    name: str
    revision: str | None


class AbsentRepositoryError(PtmError):
    """There is no such repository, or it is not for us."""


def read_repository_list(file: Path) -> list[ListedRepository]:
    """Reads a list, one `owner/name` or `owner/name@commit` a line; `#` begins a comment.

    A CSV with a column `repository`, such as `ptm search` writes, is read by that column.

    Raises:
        PtmError: when it does not exist, a line is something else, or there is none.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        message = f"{file} does not exist. Check the path."
        raise PtmError(message) from error
    except UnicodeDecodeError as error:
        message = f"{file} is no UTF-8 text. Write one owner/name or owner/name@commit a line."
        raise PtmError(message) from error
    found = []
    for number, line in _lines(text):
        entry = _ENTRY.match(line)
        if not entry:
            message = (
                f"Line {number} of {file} is {line!r}, which is no repository. "
                "Write it as owner/name or owner/name@commit."
            )
            raise PtmError(message)
        found.append(ListedRepository(entry["name"], entry["revision"]))
    if not found:
        message = f"{file} names no repository. Write one owner/name or owner/name@commit a line."
        raise PtmError(message)
    return list(dict.fromkeys(found))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that name a repository, each with its number."""
    columns = text.partition("\n")[0].strip().lower().split(",")
    if "repository" in columns:
        for number, row in enumerate(csv.reader(text.splitlines()[1:]), start=2):
            if len(row) > columns.index("repository"):
                yield number, row[columns.index("repository")]
        return
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.split("#", 1)[0].strip()
        if line:
            yield number, line


def address_of(name: str) -> str:
    """Where a repository is cloned from; `PTM_GITHUB_URL` names another host than GitHub."""
    return f"{os.environ.get('PTM_GITHUB_URL', GITHUB).rstrip('/')}/{name}"


def commit_to_read(repository: ListedRepository) -> str:
    """The commit that a list's line means now; asks the server, unless the line says it.

    Raises:
        AbsentRepositoryError: when there is no such repository.
        PtmError: when there is no such branch or tag, or the server does not answer.
    """
    revision = repository.revision or "HEAD"
    if _COMMIT.match(revision):
        return revision
    answer = _asked(
        "ls-remote", "--quiet", address_of(repository.name), revision, f"{revision}^{{}}"
    )
    lines = (line.partition("\t") for line in answer.decode().splitlines())
    refs = {name: sha for sha, _, name in lines}
    # an annotated tag is not the commit that it names
    for name in (f"refs/tags/{revision}^{{}}", "HEAD", f"refs/heads/{revision}",
                 f"refs/tags/{revision}"):  # fmt: skip
        if name in refs:
            return refs[name]
    if not refs and repository.revision is None:
        message = f"{repository.name} is empty: it has no commit yet."
        raise AbsentRepositoryError(message)
    message = (
        f"{repository.name} has no branch or tag {revision!r}. "
        "Name another, or a commit with its 40 digits."
    )
    raise PtmError(message)


@contextmanager
def cloned(
    folder: DataFolder, repository: ListedRepository, commit: str, *, with_history: bool
) -> Iterator[GitTree]:
    """A commit of a repository, cloned for as long as it is read.

    Commits and folders are fetched first, then in one request the blobs whose names say that they
    are sources or manifests.

    Raises:
        AbsentRepositoryError: when there is no such repository.
        PtmError: when the server does not answer, or has no such commit.
    """
    folder.spool.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="clone-", dir=folder.spool) as scratch:
        clone = Path(scratch) / "repository.git"
        run_git("init", "--quiet", "--bare", str(clone))
        run_git("remote", "add", "origin", address_of(repository.name), repository=clone)
        depth = () if with_history else ("--depth=1",)
        _asked(
            "fetch", "--quiet", "--no-tags", "--filter=blob:none", *depth, "origin", commit,
            repository=clone,
        )  # fmt: skip

        def prefetch(shas: list[str]) -> None:
            if shas:
                _asked(
                    "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
                    "--recurse-submodules=no", "--filter=blob:none", "--stdin", "origin",
                    repository=clone, given="\n".join(shas).encode(),
                )  # fmt: skip

        yield GitTree(clone, commit, name=repository.name, host="github", prefetch=prefetch)


def _asked(*arguments: str, repository: Path | None = None, given: bytes = b"") -> bytes:
    """What a server answers; asked again when the line breaks.

    Raises:
        AbsentRepositoryError: when it says that there is no such repository.
        PtmError: when it fails each time.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return run_git(*arguments, repository=repository, network=True, given=given)
        except PtmError as error:
            if _ABSENT.search(str(error)):
                raise AbsentRepositoryError(str(error)) from error
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError
