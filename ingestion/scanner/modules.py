"""A parsed file, and where in it a word stands."""

from __future__ import annotations

import ast
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from ingestion.scanner.parsing import parse
from ingestion.scanner.scopes import COMPREHENSIONS, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ingestion.scanner.calls import SourceFile

Fact = TypeVar("Fact")


@dataclass(eq=False)
class Module:
    """A parsed file.

    Attributes:
        file: where it came from.
        tree: its syntax.
    """

    file: SourceFile
    tree: ast.Module

    @classmethod
    def of(cls, file: SourceFile) -> Module:
        """Parses a file.

        Raises:
            UnparsableError: when it is no Python 3 within the limits.
        """
        return cls(file, parse(file.text))

    @cached_property
    def scope(self) -> Scope:
        """The scope of the file itself."""
        return Scope(self.tree, None, self)

    @cached_property
    def _facts(self) -> dict[str, Any]:
        return {}

    def kept(self, name: str, found: Callable[[Module], Fact]) -> Fact:
        """A fact about the file, worked out once."""
        if name not in self._facts:
            self._facts[name] = found(self)
        fact: Fact = self._facts[name]
        return fact

    @cached_property
    def text(self) -> str:
        """The text with the line ends that the parser counts by."""
        text = self.file.text
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    @cached_property
    def lines(self) -> list[str]:
        """The text by lines."""
        return self.text.split("\n")

    def release(self) -> None:
        """Cuts the circle of module and scopes, so that the tree is freed without a collector."""
        self._facts.clear()
        scopes = [self.__dict__.pop("scope")] if "scope" in self.__dict__ else []
        while scopes:
            scopes += scopes.pop().release()

    def lines_with(self, words: Iterable[str]) -> set[int]:
        """Numbers of the lines that hold one of the words, not as part of a longer name."""
        text = self.text
        found: set[int] = set()
        for word in words:
            at = text.find(word)
            line, counted = 1, 0
            while at != -1:
                end = at + len(word)
                if not _is_name(text[at - 1 : at]) and not _is_name(text[end : end + 1]):
                    line += text.count("\n", counted, at)
                    counted = at
                    found.add(line)
                    # the rest of the line is found already
                    end = text.find("\n", end)
                    if end == -1:
                        break
                at = text.find(word, end)
        return found

    def nodes_at(self, lines: Iterable[int]) -> Iterator[tuple[ast.AST, Scope]]:
        """The statements and expressions on these lines, with the scope each stands in.

        Only what spans a line is descended into, so that the cost is that of the lines and not of
        the file.
        """
        wanted = sorted(lines)
        stack: list[tuple[ast.AST, Scope]] = [
            (node, self.scope) for node in reversed(self.tree.body)
        ]
        while stack:
            node, scope = stack.pop()
            if isinstance(node, (ast.stmt, ast.ExceptHandler)) and not _spans(node, wanted):
                continue
            yield node, scope
            inner = scope
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                inner = scope.child(node)
                outside = [*node.decorator_list, *_signature(node)]
                stack.extend((part, inner) for part in reversed(node.body))
                stack.extend((part, scope) for part in reversed(outside))
                continue
            if isinstance(node, ast.Lambda):
                stack.append((node.body, scope.child(node)))
                continue
            if isinstance(node, COMPREHENSIONS):
                inner = scope.child(node)
            stack.extend((child, inner) for child in reversed([*ast.iter_child_nodes(node)]))

    def calls_of(self, word: str) -> Iterator[tuple[ast.Call, Scope]]:
        """The calls of a function or method of this name."""
        for node, scope in self.nodes_at(self.lines_with([word])):
            if isinstance(node, ast.Call) and last_name(node.func) == word:
                yield node, scope

    def source(self, node: ast.expr) -> str:
        """The text of an expression, on one line."""
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        encoded = [line.encode() for line in self.lines[first : last + 1]]
        encoded[-1] = encoded[-1][: node.end_col_offset]
        encoded[0] = encoded[0][node.col_offset :]
        text = " ".join(line.decode(errors="replace").strip() for line in encoded)
        return text if len(text) <= MAX_ARGUMENT else text[: MAX_ARGUMENT - 1] + "…"


MAX_ARGUMENT = 300
"""Characters of an argument's source that are kept."""


def last_name(node: ast.expr) -> str | None:
    """`c` of `a.b.c`, `c` of `c`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[ast.expr]:
    if isinstance(node, ast.ClassDef):
        return [*node.bases, *(keyword.value for keyword in node.keywords)]
    return [*node.args.defaults, *filter(None, node.args.kw_defaults)]


def _spans(node: ast.stmt | ast.ExceptHandler, lines: list[int]) -> bool:
    first = node.lineno
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        first = min([first, *(decorator.lineno for decorator in node.decorator_list)])
    at = bisect_right(lines, first - 1)
    return at < len(lines) and lines[at] <= (node.end_lineno or first)


def _is_name(character: str) -> bool:
    return character == "_" or character.isalnum()
