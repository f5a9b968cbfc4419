"""A zip or tar archive, a wheel, a source distribution.

What is to be read is unpacked into a temporary folder, under numbers and not under its names, so
that no name in the archive can lead anywhere. What unpacks to more than source would is a bomb.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import os
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from ingestion.errors import PtmError
from ingestion.scanner.dependencies import is_manifest
from ingestion.scanner.trees.entries import (
    LARGEST_READ,
    MEGABYTE,
    Entry,
    is_archive,
    language_of,
    shown,
    too_large,
)
from ingestion.scanner.trees.folder import FolderReader

if TYPE_CHECKING:
    from types import TracebackType

MOST_UNPACKED = 1024 * MEGABYTE
"""What is unpacked of one archive at most."""

MOST_MEMBERS = 1_000_000
"""Members of an archive that are looked at."""

BOMB_RATIO = 200
"""Source shrinks to a fifth; what grows more than this many times is no source."""

BOMB_FLOOR = 64 * MEGABYTE
"""Less than this is harmless at any ratio."""

BOMB = "it unpacks to more than source would: a bomb"


class _BombError(Exception):
    """The archive grew beyond what it may."""


class _Counted:
    """A stream that stops a bomb."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = stream
        self._left = most

    def read(self, size: int = -1) -> bytes:
        """Reads on, up to what is left."""
        content = self._stream.read(size)
        self._left -= len(content)
        if self._left < 0:
            raise _BombError
        return content


class ArchiveTree:
    """An archive, unpacked while the tree is open.

    Args:
        file: the archive.
        name: what it is called; by default the file's name.

    Raises:
        PtmError: when it is no archive that can be read.
    """

    kind = "archive"
    host = "local"
    commit_sha = None
    committed_at = None

    def __init__(self, file: Path, name: str | None = None) -> None:
        self._file = file
        self.name = name or shown(file.name)
        self.files_seen = 0
        self._unpacked = 0
        self._entries: dict[str, Entry] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="ptm-archive-")
        try:
            self._unpack()
        except BaseException:
            self._folder.cleanup()
            raise

    def __enter__(self) -> ArchiveTree:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._folder.cleanup()

    def entries(self) -> list[Entry]:
        """Every file that is read or was refused, sorted by path."""
        return sorted(self._entries.values(), key=lambda entry: entry.path)

    def opener(self) -> type[FolderReader]:
        """What opens readers of it."""
        return FolderReader

    def content_hash(self) -> str:
        """SHA-256 of the archive."""
        with self._file.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _unpack(self) -> None:
        failures = (tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError,
                    OSError, NotImplementedError, ValueError)  # fmt: skip
        try:
            if zipfile.is_zipfile(self._file):
                self._unpack_zip()
            else:
                self._unpack_tar()
        except _BombError:
            self._refuse(shown(self._file.name), BOMB)
        except failures as error:
            if not self._entries:
                message = (
                    f"{self._file} is no zip or tar archive that can be read: {error}. "
                    "Name a .zip, .whl, .tar, .tar.gz, .tar.bz2 or .tar.xz file, or a folder."
                )
                raise PtmError(message) from error
            self._refuse(shown(self._file.name), f"the archive is cut or broken: {error}")

    def _unpack_zip(self) -> None:
        with zipfile.ZipFile(self._file) as archive:
            for member in archive.infolist()[:MOST_MEMBERS]:
                if member.is_dir():
                    continue
                is_link = (member.external_attr >> 28) == 0o12
                wanted = self._wanted(member.filename, member.file_size, is_link=is_link)
                if wanted is None:
                    continue
                if member.file_size > max(BOMB_FLOOR, member.compress_size * BOMB_RATIO * 6):
                    self._refuse(wanted.path, BOMB)
                    continue
                try:
                    with archive.open(member) as content:
                        self._keep(wanted, content)
                except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
                    self._refuse(wanted.path, f"it cannot be unpacked: {error}")
                except (RuntimeError, NotImplementedError) as error:
                    self._refuse(wanted.path, f"it cannot be unpacked: {error}")

    def _unpack_tar(self) -> None:
        size = self._file.stat().st_size
        with _opened(self._file) as stream:
            counted = _Counted(stream, max(4 * BOMB_FLOOR, size * BOMB_RATIO))
            with tarfile.open(fileobj=cast("IO[bytes]", counted), mode="r|") as archive:
                for number, member in enumerate(archive):
                    if number >= MOST_MEMBERS:
                        raise _BombError
                    if member.isdir():
                        continue
                    self._take(archive, member)

    def _take(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        if not (member.isfile() or member.issym() or member.islnk()):
            self._refuse(shown(member.name), "no regular file")
            return
        is_link = member.issym() or member.islnk()
        target = member.linkname if member.islnk() else _joined(member.name, member.linkname)
        wanted = self._wanted(
            member.name, member.size, is_link=is_link, target=target,
            is_executable=bool(member.mode & 0o100),
        )  # fmt: skip
        content = archive.extractfile(member) if wanted else None
        if wanted and content:
            self._keep(wanted, content)

    def _wanted(
        self,
        raw_name: str,
        size: int,
        *,
        is_link: bool,
        target: str = "",
        is_executable: bool = False,
    ) -> Entry | None:
        """The member as it is to be kept; null for what is refused or no source."""
        self.files_seen += 1
        name = shown(raw_name).replace("\\", "/")
        path = _inside(name)
        refusal, language = None, None
        if path is None:
            path, refusal = name, "a path that leads out of the archive"
        elif is_link:
            if target and _inside(target) is None:
                refusal = "a link that leads out of the tree"
        elif is_archive(path):
            refusal = "an archive inside a tree is not opened"
        else:
            language = language_of(path, is_executable=is_executable)
            if language is None and not is_manifest(path):
                return None
            if size > LARGEST_READ:
                refusal = too_large(size)
            elif self._unpacked + size > MOST_UNPACKED:
                refusal = f"the archive unpacks to more than {MOST_UNPACKED:,} bytes"
        if refusal is not None:
            self._refuse(path, refusal, language)
        if refusal is not None or is_link:
            return None
        return Entry(path, "", language, size)

    def _keep(self, wanted: Entry, content: IO[bytes]) -> None:
        """Unpacks a member; one that is larger than it says is refused."""
        location = os.path.join(self._folder.name, f"{len(self._entries)}")  # noqa: PTH118
        read = content.read((wanted.size or 0) + 1)
        if len(read) > (wanted.size or 0):
            self._refuse(wanted.path, "larger than the archive says")
            return
        self._unpacked += len(read)
        Path(location).write_bytes(read)
        # a later member of the same name replaces the earlier, as unpacking would
        self._entries[wanted.path] = Entry(wanted.path, location, wanted.language, len(read))

    def _refuse(self, path: str, reason: str, language: str | None = None) -> None:
        self._entries[path] = Entry(path, "", language, refusal=reason)


def _opened(file: Path) -> IO[bytes]:
    """The tar in a file, whatever compressed it."""
    with file.open("rb") as raw:
        magic = raw.read(6)
    if magic.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.open(file, "rb"))
    if magic.startswith(b"BZh"):
        return cast("IO[bytes]", bz2.open(file, "rb"))
    if magic == b"\xfd7zXZ\0":
        return cast("IO[bytes]", lzma.open(file, "rb"))
    return file.open("rb")


def _joined(name: str, target: str) -> str:
    """Where a link leads, from the archive's root; an absolute path stays one."""
    return target if target.startswith("/") else os.path.join(os.path.dirname(name), target)  # noqa: PTH118, PTH120


def _inside(name: str) -> str | None:
    """The path from the archive's root, or null for one that leads out."""
    if name.startswith("/") or name[1:2] == ":":
        return None
    path = os.path.normpath(name)
    return None if path == ".." or path.startswith("../") else path
