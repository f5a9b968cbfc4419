"""Evaluates expressions to the values they may have, within a budget."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ingestion.scanner.values import Known, Unknown, Value

if TYPE_CHECKING:
    from ingestion.scanner.calls import Repository, SourceFile
    from ingestion.scanner.scopes import Scope
    from ingestion.scanner.signatures import Signatures

MAX_DEPTH = 40
MAX_STEPS = 4_000
MAX_VALUES = 500

Rule = Callable[["Resolver", Any, "Scope"], list[Value]]
RULES: dict[type[ast.expr], Rule] = {}
"""How each kind of expression is evaluated; the modules beside this one fill it."""


def rule(*kinds: type[ast.expr]) -> Callable[[Rule], Rule]:
    """Says of which kinds of expression a function gives the values."""

    def kept(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(kinds, function))
        return function

    return kept


class Resolver:
    """Follows expressions of one file, and of the files it imports from.

    Attributes:
        home: the file; lines of others are told with their path.
        signatures: tell which imports are libraries and never modules of the repository.
        repository: null where a file is scanned alone.
    """

    def __init__(
        self, home: SourceFile, signatures: Signatures, repository: Repository | None
    ) -> None:
        self.home = home
        self.signatures = signatures
        self.repository = repository
        self._depth = 0
        self._steps = 0
        self._under_way: set[tuple[int, int]] = set()

    def fresh(self) -> None:
        """A new budget, for the next call site."""
        self._steps = 0

    def evaluate(self, node: ast.expr, scope: Scope) -> list[Value]:
        """What an expression may be; one `Unknown` at least, unless it refers to itself alone."""
        if isinstance(node, ast.Constant):
            return [Known(value=node.value)]
        rule_of_kind = RULES.get(type(node))
        if rule_of_kind is None:
            return [Unknown(steps=(f"computed at {self.place(node, scope)}",))]
        key = id(node), id(scope)
        if key in self._under_way:
            return []
        self._steps += 1
        if self._depth >= MAX_DEPTH or self._steps > MAX_STEPS:
            return [Unknown(steps=("too far to follow",))]
        self._under_way.add(key)
        self._depth += 1
        try:
            return rule_of_kind(self, node, scope)[:MAX_VALUES]
        finally:
            self._depth -= 1
            self._under_way.discard(key)

    def once(self, key: tuple[int, int], follow: Callable[[], list[Value]]) -> list[Value]:
        """What following something gives; nothing within itself, as imports may go in circles."""
        if key in self._under_way:
            return []
        self._under_way.add(key)
        try:
            return follow()
        finally:
            self._under_way.discard(key)

    def place(self, node: ast.AST, scope: Scope) -> str:
        """Where a node stands, as a person would look it up."""
        file = scope.module.file
        line, cell = file.place(getattr(node, "lineno", 1))
        text = f"line {line}" if cell is None else f"line {line} of cell {cell}"
        return text if file.path == self.home.path else f"{text} of {file.path}"
