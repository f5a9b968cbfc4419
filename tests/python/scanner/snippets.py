"""Code in a test, scanned as a file of a repository."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from ingestion.scanner.calls import CallSite, SourceFile, scan_file
from ingestion.scanner.signatures import load_signatures
from ingestion.scanner.surroundings import FileIndex, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ingestion.scanner.trees.entries import Entry


class _Texts:
    """A reader of files that are texts."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | str]]:
        for entry in entries:
            yield entry, self._texts[entry.location].encode()

    def close(self) -> None:
        pass


def call_sites(
    code: str, files: Mapping[str, str] | None = None, path: str = "app.py"
) -> list[CallSite]:
    """The call sites of code, among other files of its repository."""
    texts = {name: dedent(text) for name, text in (files or {}).items()} | {path: dedent(code)}
    paths = {name: name for name in texts}
    repository = Surroundings(FileIndex(paths, paths), _Texts(texts))
    return scan_file(SourceFile(path, texts[path]), load_signatures(), repository)


def call_site(code: str, files: Mapping[str, str] | None = None) -> CallSite:
    """The only call site of code."""
    (site,) = call_sites(code, files)
    return site
