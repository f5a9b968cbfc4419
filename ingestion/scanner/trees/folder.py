"""A folder on disk. Links are not followed, devices and pipes are not opened."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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
    from collections.abc import Iterator, Sequence
    from types import TracebackType

SKIPPED = frozenset({".git", ".hg", ".svn", "__pycache__", "node_modules", ".tox", ".nox"})
"""Folders that hold no source of the tree's own."""


@dataclass(frozen=True, slots=True)
class FolderReader:
    """Reads files by their path."""

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | str]]:
        """The content of each entry in order, or why it cannot be read."""
        for entry in entries:
            yield entry, read_file_content(entry.location)

    def close(self) -> None:
        """Nothing is held open."""


def read_file_content(location: str) -> bytes | str:
    """A file's content, or why it cannot be read."""
    try:
        # a file that became a link or a pipe since it was listed is not followed or waited for
        descriptor = os.open(location, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb") as file:  # noqa: PTH123
            content = file.read(LARGEST_READ + 1)
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return content if len(content) <= LARGEST_READ else too_large(len(content))


class FolderTree:
    """A folder as it is now.

    Args:
        folder: its path.
        name: what it is called; by default the folder's name.
    """

    kind = "folder"
    host = "local"
    commit_sha = None
    committed_at = None

    def __init__(self, folder: Path, name: str | None = None) -> None:
        self._root = folder.resolve()
        self.name = name or shown(self._root.name) or "root"
        self.files_seen = 0
        self._entries: list[Entry] | None = None

    def __enter__(self) -> FolderTree:
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
            self._entries = sorted(self._walk(), key=lambda entry: entry.path)
        return self._entries

    def opener(self) -> type[FolderReader]:
        """What opens readers of it."""
        return FolderReader

    def _walk(self) -> Iterator[Entry]:
        waiting = [(str(self._root), "")]
        while waiting:
            folder, prefix = waiting.pop()
            try:
                with os.scandir(folder) as found:
                    children = list(found)
            except OSError as error:
                yield _refused(prefix.rstrip("/"), folder, f"it cannot be read: {error.strerror}")
                continue
            is_environment = prefix and any(child.name == "pyvenv.cfg" for child in children)
            if is_environment:
                continue
            for child in children:
                path = prefix + shown(child.name)
                if child.is_symlink():
                    self.files_seen += 1
                    if not self._is_inside(child.path):
                        yield _refused(path, child.path, "a link that leads out of the tree")
                elif child.is_dir(follow_symlinks=False):
                    if child.name not in SKIPPED:
                        waiting.append((child.path, f"{path}/"))
                else:
                    self.files_seen += 1
                    entry = _entry(child, path)
                    if entry is not None:
                        yield entry

    def _is_inside(self, link: str) -> bool:
        try:
            target = Path(os.path.realpath(link))
        except OSError:
            return False
        return target.is_relative_to(self._root)


def _entry(child: os.DirEntry[str], path: str) -> Entry | None:
    """A file to read, a refused one, or null for what is neither source nor manifest."""
    if is_archive(path):
        return _refused(path, child.path, "an archive inside a tree is not opened")
    language = language_of(path)
    if language is None and not is_manifest(path):
        # the mode of a file costs a system call, and few files have no ending
        if "." in child.name:
            return None
        language = language_of(path, is_executable=os.access(child.path, os.X_OK))
        if language is None or not _is_script(child):
            return None
    try:
        status = child.stat(follow_symlinks=False)
    except OSError as error:
        return _refused(path, child.path, f"it cannot be read: {error.strerror}", language)
    if not stat.S_ISREG(status.st_mode):
        return _refused(path, child.path, "no regular file", language)
    refusal = too_large(status.st_size) if status.st_size > LARGEST_READ else None
    stamp = f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"
    return Entry(path, child.path, language, status.st_size, refusal=refusal, stamp=stamp)


def _is_script(child: os.DirEntry[str]) -> bool:
    """Whether an executable is a script; most are programs, and large."""
    if not child.is_file(follow_symlinks=False):
        return False
    try:
        with open(child.path, "rb") as file:  # noqa: PTH123
            return file.read(2) == b"#!"
    except OSError:
        return False


def _refused(path: str, location: str, reason: str, language: str | None = None) -> Entry:
    return Entry(path, location, language, refusal=reason)


def content_hash(entries: Sequence[Entry], shas: dict[str, str | None]) -> str:
    """A name for what a tree without commits holds: of its paths and their contents.

    Args:
        entries: the files of the tree.
        shas: path → git's hash of the content.
    """
    digest = hashlib.sha256()
    for entry in entries:
        known = shas.get(entry.path) or entry.refusal or entry.size
        digest.update(f"{entry.path}\0{known}\n".encode())
    return digest.hexdigest()
