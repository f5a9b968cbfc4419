"""What is known about single repositories besides their records: history, files, talk, card."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import orjson

from ingestion.errors import PtmError

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("models", "datasets", "spaces")
_PARSED = 8
"""How many repositories' details stay parsed: a client reads one repository page after page."""

_TYPES: dict[str, type] = {
    "commits": list,
    "commit_files": dict,
    "refs": dict,
    "discussions": list,
    "tree": list,
    "card": str,
}


@dataclass(frozen=True)
class Details:
    """What is known about one repository; what is missing is empty.

    Attributes:
        commits: entries of the Hub's commit list, newest first.
        commit_files: commit → what it changed: `path`, `change` (`added`, `modified`, `removed`,
            `renamed`), `old_path`, `size_bytes`, `lfs_sha256`.
        refs: the Hub's body with `branches`, `tags`, `converts` and `pullRequests`.
        discussions: entries of the Hub's discussion list, each with its `events`.
        tree: entries of the Hub's tree of `main`, recursive, folders optional.
        card: the text of `README.md`, null where there is none.
    """

    commits: list[dict[str, Any]] = field(default_factory=list)
    commit_files: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    refs: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    discussions: list[dict[str, Any]] = field(default_factory=list)
    tree: list[dict[str, Any]] = field(default_factory=list)
    card: str | None = None

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        """Files and folders of the tree in order; folders that only their files tell of are made.

        Made once: a client reads a large tree page after page.
        """
        entries = {entry["path"]: entry for entry in self.tree}
        for path in list(entries):
            parts = path.split("/")[:-1]
            for depth in range(len(parts), 0, -1):
                folder = "/".join(parts[:depth])
                if folder in entries:
                    break
                oid = hashlib.sha1(folder.encode(), usedforsecurity=False).hexdigest()
                entries[folder] = {"type": "directory", "oid": oid, "size": 0, "path": folder}
        return [entries[path] for path in sorted(entries)]


class DetailsFile:
    """`details.jsonl`: a line a repository, of which only the places are held.

    Raises:
        PtmError: when a line is not JSON, or names no repository, or one that stands there twice,
            or holds something else than it should.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._places: dict[tuple[str, str], tuple[int, int]] = {}
        if path is not None:
            self._find_lines(path)
        self._parse_recent = lru_cache(maxsize=_PARSED)(self._parse)

    def get(self, kind: str, name: str) -> Details:
        """The details of a repository; empty when the file has none."""
        return self._parse_recent(kind, name)

    def _find_lines(self, path: Path) -> None:
        try:
            with path.open("rb") as lines:
                start = 0
                for number, line in enumerate(lines, start=1):
                    if line.strip():
                        key = _repository_of(line, f"{path}, line {number}")
                        if key in self._places:
                            message = (
                                f"{path}, line {number}: {key[1]} stands there twice. Write all "
                                "that is known about a repository into one line."
                            )
                            raise PtmError(message)
                        self._places[key] = start, len(line)
                    start += len(line)
        except OSError as error:
            message = f"{path} cannot be read ({error.strerror}). Check its permissions."
            raise PtmError(message) from error

    def _parse(self, kind: str, name: str) -> Details:
        place = self._places.get((kind, name))
        if place is None or self._path is None:
            return Details()
        start, length = place
        with self._path.open("rb") as file:
            file.seek(start)
            content = orjson.loads(file.read(length))
        return Details(**{key: content[key] for key in _TYPES if key in content})


def _repository_of(line: bytes, place: str) -> tuple[str, str]:
    try:
        content = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        message = f"{place}: not JSON ({error}). Write the file again, whole."
        raise PtmError(message) from error
    match content:
        case {"kind": str(kind), "id": str(name)} if kind in KINDS and name:
            wrong = [
                key
                for key, kept in _TYPES.items()
                if not isinstance(content.get(key, kept()), kept)
            ]
            if not wrong:
                return kind, name
            message = f"{place}: {wrong[0]} is no {_TYPES[wrong[0]].__name__}. Correct it."
            raise PtmError(message)
    message = (
        f"{place}: no repository, which is a JSON object with a `kind` ({', '.join(KINDS)}) "
        "and an `id`. Correct or remove it."
    )
    raise PtmError(message)
