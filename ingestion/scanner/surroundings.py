"""The files around a file: what its imports and its configuration names lead to.

A result that used them depends on more than its own content, so every question and the content that
answered it are kept with the result.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ingestion.scanner.calls import SourceFile, UnparsableError
from ingestion.scanner.modules import Module
from ingestion.scanner.parsing import parse
from ingestion.scanner.trees.entries import Entry

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from ingestion.scanner.trees.entries import Reader

LARGEST_NEIGHBOUR = 1 << 20
"""A larger file holds data and no constants."""

KEPT_MODULES = 256

Question = tuple[str, str, str]
"""`module`, its name and the asking package; `text` or `exists`, a path and nothing."""


class FileIndex:
    """The paths of a tree and what stands there.

    Args:
        shas: path → a name of the content, that changes with it.
        locations: path → what the tree's reader finds it by.
    """

    def __init__(self, shas: Mapping[str, str], locations: Mapping[str, str]) -> None:
        self.shas = shas
        self.locations = locations

    @cached_property
    def _by_tail(self) -> Mapping[str, list[str]]:
        """Python files by the last part of the name that an import has for them."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for path in self.shas:
            if path.endswith(".py"):
                name = path.removesuffix(".py").removesuffix("/__init__")
                found[name.rsplit("/", 1)[-1]].append(path)
        return found

    @cached_property
    def _folders(self) -> frozenset[str]:
        found: set[str] = set()
        for path in self.shas:
            folder = path.rpartition("/")[0]
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        name = path.strip("/").removeprefix("./")
        return name in self.shas or name in self._folders

    def module_path(self, name: str, package: str) -> str | None:  # noqa: PLR0911 - in order
        """The file that an import of a package's file means; null where the tree has none.

        A module in the folders above the importing file comes first, then the only one of the name
        in the tree. A name of one part must lie beside, above, or in `src`: too many files are
        called `config`.
        """
        dotted = name.lstrip(".")
        level = len(name) - len(dotted)
        parts = dotted.split(".") if dotted else []
        if level:
            above = package.split("/") if package else []
            if level - 1 > len(above):
                return None
            return self._at([*above[: len(above) - level + 1], *parts])
        if not parts:
            return None
        candidates = self._by_tail.get(parts[-1], [])
        if not candidates:
            return None
        folders = package.split("/") if package else []
        for depth in range(len(folders), -1, -1):
            found = self._at([*folders[:depth], *parts])
            if found is None:
                found = self._at([*folders[:depth], "src", *parts])
            if found is not None:
                return found
        if len(parts) < 2:
            return None
        endings = ("/" + "/".join(parts) + ".py", "/" + "/".join(parts) + "/__init__.py")
        found_elsewhere = [path for path in candidates if path.endswith(endings)]
        return found_elsewhere[0] if len(found_elsewhere) == 1 else None

    def _at(self, parts: list[str]) -> str | None:
        path = "/".join(parts)
        init = f"{path}/__init__.py" if path else "__init__.py"
        return next((found for found in (f"{path}.py", init) if found in self.shas), None)

    def answer(self, question: Question) -> str:
        """The content that answers a question, by name; empty where there is none."""
        kind, name, package = question
        if kind == "module":
            path = self.module_path(name, package)
            return f"{path}@{self.shas[path]}" if path else ""
        if kind == "text":
            return self.shas.get(name, "")
        return "yes" if self.exists(name) else ""


@dataclass(slots=True)
class Surroundings:
    """What a file may ask; remembers what was asked.

    Args:
        index: the files of the tree.
        reader: reads them.

    Attributes:
        questions: asked since `forget`, with the answers.
    """

    index: FileIndex
    reader: Reader
    questions: dict[Question, str] = field(default_factory=dict)
    _modules: dict[str, Module] = field(default_factory=dict)
    _parsed: dict[str, tuple[SourceFile, ast.Module] | None] = field(default_factory=dict)

    def forget(self) -> None:
        """Starts anew for another file.

        Syntax trees are kept, but not the modules around them: what a module learned from others
        was asked for the file before, and the next file's questions must be complete.
        """
        self.questions = {}
        self._modules = {}

    def _ask(self, question: Question) -> None:
        self.questions[question] = self.index.answer(question)

    def module(self, name: str, package: str) -> Module | None:
        """The module that an import names; see `Repository`."""
        self._ask(("module", name, package))
        path = self.index.module_path(name, package)
        if path is None:
            return None
        if path not in self._modules:
            parsed = self._syntax(path)
            if parsed is None:
                return None
            self._modules[path] = Module(*parsed)
        return self._modules[path]

    def text(self, path: str) -> str | None:
        """The text of a file; see `Repository`."""
        self._ask(("text", path, ""))
        return self._read(path)

    def exists(self, path: str) -> bool:
        """Whether the tree has a file or folder there."""
        self._ask(("exists", path, ""))
        return self.index.exists(path)

    def _syntax(self, path: str) -> tuple[SourceFile, ast.Module] | None:
        if path not in self._parsed:
            while len(self._parsed) >= KEPT_MODULES:
                del self._parsed[next(iter(self._parsed))]
            text = self._read(path)
            try:
                self._parsed[path] = (SourceFile(path, text), parse(text)) if text else None
            except UnparsableError:
                self._parsed[path] = None
        return self._parsed[path]

    def _read(self, path: str) -> str | None:
        location = self.index.locations.get(path)
        if location is None:
            return None
        for _, content in self.reader.read([Entry(path, location)]):
            if isinstance(content, bytes) and len(content) <= LARGEST_NEIGHBOUR:
                return content.decode("utf-8-sig", errors="replace")
        return None
