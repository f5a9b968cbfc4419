"""What a unified diff of git says of files: which ones, how they changed, which LFS object came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = "diff --git "
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_LETTERS = {
    b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r",
    b'"': b'"', b"\\": b"\\",
}  # fmt: skip
# a pointer has three lines; twice that where it is changed
_POINTER_CHARACTERS = 1024
_POINTER = re.compile(
    r"^(?P<sign>[+-])oid sha256:(?P<oid>[0-9a-f]{64})\n"
    r"(?:[-+ ]oid [^\n]*\n)?"
    r"(?:(?P=sign)| )size (?P<size>[0-9]{1,18})$",
    re.MULTILINE,
)
_POINTER_BEGINS = re.compile(r"^[-+ ]version https://git-lfs\.github\.com/spec/", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """A file that a commit changed.

    Attributes:
        path: its name after the commit; of a removed file its last name.
        change: `added`, `modified`, `removed` or `renamed`.
        old_path: its name before, of a renamed file.
        size_bytes: of the LFS object; null for other files, whose size a diff does not tell.
        lfs_sha256: the LFS object.
    """

    path: str
    change: str
    old_path: str | None
    size_bytes: int | None
    lfs_sha256: str | None


def changes_of(diff: str) -> Iterator[Change]:
    """The files of a unified diff, in its order."""
    starts = [match.start() for match in re.finditer(f"^{_HEADER}", diff, re.MULTILINE)]
    # a commit that changed nothing, as a merge, has no start and yet an end
    for start, end in zip(starts, [*starts[1:], len(diff)], strict=False):
        yield _change_of(diff[start:end])


def _change_of(section: str) -> Change:
    # lines of the file's text may look like a header: they stand after the first hunk
    head, _, text = section.partition("\n@@ ")
    header, *lines = head.split("\n")
    said = {
        key: line.removeprefix(key)
        for line in lines
        for key in ("new file mode ", "deleted file mode ", "rename from ", "rename to ")
        if line.startswith(key)
    }
    # both names of a header are the same but for `a/` and `b/`, unless the file was renamed
    names = header.removeprefix(_HEADER)
    path = _unquoted(names[len(names) // 2 + 1 :]).removeprefix("b/")
    old_path = None
    change = "modified"
    if "rename from " in said and "rename to " in said:
        change = "renamed"
        old_path, path = _unquoted(said["rename from "]), _unquoted(said["rename to "])
    elif "new file mode " in said:
        change = "added"
    elif "deleted file mode " in said:
        change = "removed"
    pointer = _pointer_of(text, "-" if change == "removed" else "+")
    return Change(
        path=path,
        change=change,
        old_path=old_path,
        size_bytes=int(pointer["size"]) if pointer else None,
        lfs_sha256=pointer["oid"] if pointer else None,
    )


def _unquoted(name: str) -> str:
    """A name as it is: git quotes one with unusual characters as C does, byte by byte."""
    if len(name) < 2 or name[0] != '"' or name[-1] != '"':
        return name
    return _ESCAPE.sub(_byte_of, name[1:-1].encode()).decode("utf-8", "replace")


def _byte_of(escape: re.Match[bytes]) -> bytes:
    said = escape[1]
    return bytes([int(said, 8) & 255]) if said.isdigit() else _LETTERS[said]


def _pointer_of(text: str, sign: str) -> re.Match[str] | None:
    """The LFS pointer that a hunk adds or removes."""
    text = text[:_POINTER_CHARACTERS]
    if not _POINTER_BEGINS.search(text):
        return None
    return next((match for match in _POINTER.finditer(text) if match["sign"] == sign), None)
