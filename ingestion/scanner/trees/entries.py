"""What a tree holds: its files, and how each may be read without harm."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from types import TracebackType

MEGABYTE = 1 << 20

LARGEST_READ = 64 * MEGABYTE
"""A larger file is refused unread."""

LANGUAGES = {
    ".py": "python",
    ".pyw": "python",
    ".ipynb": "notebook",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
    ".json": "json",
    ".sh": "shell",
    ".bash": "shell",
    ".zsh": "shell",
}
"""What is searched for uses of PTMs, by the ending of its name."""

ARCHIVES = (".zip", ".whl", ".egg", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".txz")
"""Endings of what is opened as a tree when it is named, and never inside of one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a tree that is to be read, or was refused.

    Attributes:
        path: from the tree's root, with `/`; what is no UTF-8 in it stands as an escape.
        location: what the tree's reader finds it by.
        language: a value of `LANGUAGES`; null for what is no source, as a manifest.
        size: in bytes; null when that is known only once it is read.
        blob_sha: git's hash of its content; null when that is known only once it is read.
        refusal: why it is not read; null for what is.
        stamp: of a file on disk what changes with it: size, times, number; null elsewhere.
    """

    path: str
    location: str
    language: str | None = None
    size: int | None = None
    blob_sha: str | None = None
    refusal: str | None = None
    stamp: str | None = None


class Reader(Protocol):
    """Reads the files of a tree; each process opens its own."""

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | str]]:
        """The content of each entry in order, or the reason why there is none."""
        ...

    def close(self) -> None:
        """Ends what the reader holds open."""
        ...


class Opener(Protocol):
    """What can be sent to another process to open a reader there."""

    def __call__(self) -> Reader:
        """Opens a reader."""
        ...


class Tree(Protocol):
    """A folder, a commit or an archive.

    Attributes:
        name: `owner/name` where that is known, else the name of the folder or file.
        host: `github`, or `local`.
        kind: `folder`, `git` or `archive`.
        commit_sha: null without git.
        committed_at: UTC without zone, null without git.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def host(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def commit_sha(self) -> str | None: ...  # noqa: D102
    @property
    def committed_at(self) -> datetime | None: ...  # noqa: D102

    def entries(self) -> list[Entry]:
        """Every file that is read or was refused, sorted by path."""
        ...

    @property
    def files_seen(self) -> int:
        """How many files the tree has, of whatever kind."""
        ...

    def opener(self) -> Opener:
        """What opens readers of it."""
        ...

    def __enter__(self) -> Tree: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def language_of(path: str, *, is_executable: bool = False) -> str | None:
    """The language of a file by its name; a script without an ending is judged when it is read."""
    name = PurePosixPath(path)
    language = LANGUAGES.get(name.suffix.lower())
    return "script" if language is None and not name.suffix and is_executable else language


def is_archive(path: str) -> bool:
    """Whether a file's name is that of an archive that can be opened."""
    return path.lower().endswith(ARCHIVES)


def blob_sha(content: bytes) -> str:
    """Git's name of a file's content."""
    header = f"blob {len(content)}\0".encode()
    return hashlib.sha1(header + content, usedforsecurity=False).hexdigest()


def shown(path: str) -> str:
    """A path as text that can be stored: what is no UTF-8 in it is written as an escape."""
    return path.encode(errors="surrogateescape").decode(errors="backslashreplace")


def too_large(size: int) -> str:
    """The reason for refusing a file that is too large to read."""
    return f"{size:,} bytes, more than the {LARGEST_READ:,} that are read"
