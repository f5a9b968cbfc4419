"""The files of a repository, found by path and by the names that imports use."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ingestion.scanner.calls import SourceFile, UnparsableError
from ingestion.scanner.modules import Module

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_MODULES = 400
"""Parsed modules that are kept; a repository seldom imports constants from more files."""


class SourceRepository:
    """A repository as its paths and a way to read them; implements `calls.Repository`."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], str | None]) -> None:
        """Keeps the paths.

        Args:
            paths: of all files that may be read, from the root, with forward slashes.
            read: the text of one of them; null where it cannot be had.
        """
        self._paths = frozenset(paths)
        self._read = read
        self._modules: dict[str, Module | None] = {}
        self._roots = ("", "src", "lib", "python")

    def text(self, path: str) -> str | None:
        """The text of a file; null where there is none."""
        return self._read(path) if path in self._paths else None

    def module(self, name: str, package: str) -> Module | None:
        """The module that an import in a folder names: relative, beside it, or from a root."""
        level = len(name) - len(name.lstrip("."))
        relative = name[level:].replace(".", "/")
        if level:
            folder = package
            for _ in range(level - 1):
                folder = posixpath.dirname(folder)
            bases = [folder]
        else:
            # a script sees its own folder first; a package what lies above it
            bases = [package]
            while package:
                package = posixpath.dirname(package)
                bases.append(package)
            bases += [root for root in self._roots if root not in bases]
        for base in bases:
            stem = posixpath.join(base, relative) if relative else base
            for path in (f"{stem}.py", posixpath.join(stem, "__init__.py")):
                if path in self._paths:
                    return self._parsed(path)
        return None

    def _parsed(self, path: str) -> Module | None:
        if path not in self._modules:
            if len(self._modules) >= MAX_MODULES:
                self._modules.clear()
            text = self._read(path)
            try:
                self._modules[path] = None if text is None else Module.of(SourceFile(path, text))
            except UnparsableError:
                self._modules[path] = None
        return self._modules[path]
