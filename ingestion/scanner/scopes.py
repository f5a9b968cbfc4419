"""Scopes of a file and what names are bound to in them, worked out only where asked."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingestion.scanner.modules import Module
    from ingestion.scanner.values import Slot

Position = tuple[int, int]
Branch = tuple[tuple[int, str], ...]
"""The compound statements around a place, outermost first: which one, and which arm of it."""

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
ScopeNode = (
    ast.Module
    | ast.ClassDef
    | FunctionNode
    | ast.ListComp
    | ast.SetComp
    | ast.DictComp
    | ast.GeneratorExp
)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
ARMS = ("body", "orelse", "handlers", "finalbody", "cases")


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One place that gives a name its value.

    Attributes:
        kind: `import`, `assign`, `loop`, `with`, `parameter`, `definition` or `other`.
        node: what is bound: the expression, the import, the definition; null for a parameter
            without default.
        start: where the binding statement or target starts.
        end: from where on it holds.
        branch: the compound statements it stands in.
        index: which element of the value, for each level of unpacking.
    """

    name: str
    kind: str
    node: ast.AST | None
    start: Position
    end: Position
    branch: Branch = ()
    index: tuple[int, ...] = ()


class Scope:
    """A module, class, function or comprehension.

    Attributes:
        node: its syntax.
        parent: the scope around it; null for a module.
        module: the file.
        arguments: of a function that is followed from one call: values of its parameters.
    """

    def __init__(self, node: ScopeNode, parent: Scope | None, module: Module) -> None:
        self.node = node
        self.parent = parent
        self.module = module
        self.arguments: dict[str, Slot] = {}
        self._children: dict[int, Scope] = {}

    def child(self, node: ScopeNode) -> Scope:
        """The scope of a node that stands directly in this one; the same for the same node."""
        found = self._children.get(id(node))
        if found is None:
            found = self._children[id(node)] = Scope(node, self, self.module)
        return found

    def release(self) -> list[Scope]:
        """Forgets the scopes within, and gives them back."""
        children = [*self._children.values()]
        self._children.clear()
        return children

    @property
    def is_class(self) -> bool:
        """Whether names bound here are invisible to the functions within."""
        return isinstance(self.node, ast.ClassDef)

    @cached_property
    def enclosing_class(self) -> Scope | None:
        """The class whose method this is, or is within."""
        scope: Scope | None = self
        while scope is not None and not scope.is_class:
            scope = scope.parent
        return scope

    @cached_property
    def bindings(self) -> dict[str, list[Binding]]:
        """Bindings by name, in the order of the text."""
        found: defaultdict[str, list[Binding]] = defaultdict(list)
        for binding in self._all_bindings():
            found[binding.name].append(binding)
        for bindings in found.values():
            bindings.sort(key=lambda binding: binding.start)
        return dict(found)

    @cached_property
    def star_imports(self) -> list[ast.ImportFrom]:
        """`from x import *` of this scope."""
        return [b.node for b in self.bindings.get("*", ()) if isinstance(b.node, ast.ImportFrom)]

    def _all_bindings(self) -> Iterator[Binding]:
        if isinstance(self.node, COMPREHENSIONS):
            for generator in self.node.generators:
                yield from _targets(generator.target, generator.iter, "loop", (0, 0), (0, 0), ())
            return
        if isinstance(self.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield from _parameters(self.node.args)
        if not isinstance(self.node, ast.Lambda):
            yield from _bindings_of(self.node.body, ())

    def reaching(self, name: str, at: Position | None) -> list[Binding]:
        """The bindings of a name that may hold at a place, the latest first.

        Args:
            name: of the variable.
            at: the place in this scope; null when the scope is seen from within another, which
                runs later.
        """
        bindings = self.bindings.get(name, [])
        if len(bindings) <= 1 or at is None:
            return _until_certain(reversed(bindings), ())
        here = branch_at(getattr(self.node, "body", ()), at)
        before = [
            binding
            for binding in bindings
            if binding.end <= at and not _excludes(binding.branch, here)
        ]
        # used before it is set: in a loop, or in a cell above
        return _until_certain(reversed(before), here) or [b for b in bindings if b.end > at]


def branch_at(body: object, at: Position) -> Branch:
    """The compound statements, and their arms, around a place."""
    branch: list[tuple[int, str]] = []
    statements = body
    while isinstance(statements, list):
        inner = None
        for statement in statements:
            if statement.lineno <= at[0] <= (statement.end_lineno or 0):
                for arm in ARMS:
                    part = getattr(statement, arm, None)
                    if isinstance(part, list) and part and _covers(part, at):
                        branch.append((id(statement), arm))
                        inner = _flat(part)
                        break
                break
        statements = inner
    return tuple(branch)


def _covers(part: list[ast.AST], at: Position) -> bool:
    first, last = part[0], part[-1]
    if isinstance(first, ast.match_case):
        return first.pattern.lineno <= at[0]
    start = (getattr(first, "lineno", 0), getattr(first, "col_offset", 0))
    end = (getattr(last, "end_lineno", 0), getattr(last, "end_col_offset", 0))
    return start <= at <= end


def _flat(part: list[ast.AST]) -> list[ast.AST]:
    """The statements of handlers and cases, which only hold lists of them."""
    if part and isinstance(part[0], (ast.ExceptHandler, ast.match_case)):
        return [statement for arm in part for statement in getattr(arm, "body", ())]
    return part


def _excludes(one: Branch, other: Branch) -> bool:
    """Whether two places stand in different arms of one `if`, so that never both run."""
    for (left, left_arm), (right, right_arm) in zip(one, other, strict=False):
        if left != right:
            return False
        if left_arm != right_arm:
            return {left_arm, right_arm} == {"body", "orelse"}
    return False


def _until_certain(bindings: Iterator[Binding], here: Branch) -> list[Binding]:
    """Bindings from the latest back to the first that always runs before this place."""
    found = []
    for binding in bindings:
        found.append(binding)
        if binding.branch == here[: len(binding.branch)]:
            break
    return found


def _bindings_of(body: Sequence[ast.AST], branch: Branch) -> Iterator[Binding]:
    stack: list[tuple[ast.AST, Branch]] = [(statement, branch) for statement in reversed(body)]
    while stack:
        statement, here = stack.pop()
        yield from _bound_by(statement, here)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for arm in ARMS:
            part = getattr(statement, arm, None)
            if isinstance(part, list):
                inner = (*here, (id(statement), arm))
                # a loop or a `with` that is passed through has run
                if isinstance(statement, (ast.With, ast.AsyncWith)) or (
                    isinstance(statement, ast.Try) and arm == "body"
                ):
                    inner = here
                stack.extend((nested, inner) for nested in reversed(_flat(part)))


def _bound_by(statement: ast.AST, branch: Branch) -> Iterator[Binding]:
    start, end = _start(statement), _end(statement)
    match statement:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _targets(target, value, "assign", start, end, branch)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield from _targets(target, value, "assign", start, end, branch)
        case ast.AugAssign(target=ast.Name(id=name)):
            yield Binding(name, "augmented", statement, start, end, branch)
        case ast.Import(names=names):
            for alias in names:
                name = alias.asname or alias.name.partition(".")[0]
                yield Binding(name, "import", alias, start, end, branch)
        case ast.ImportFrom(names=names):
            for alias in names:
                yield Binding(alias.asname or alias.name, "import", statement, start, end, branch)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield Binding(name, "definition", statement, start, start, branch)
        case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
            # it holds from the body on, and after the loop
            yield from _targets(target, value, "loop", start, _end(value), branch)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            for item in items:
                if item.optional_vars is not None:
                    yield from _targets(
                        item.optional_vars,
                        item.context_expr,
                        "with",
                        start,
                        _end(item.context_expr),
                        branch,
                    )
        case (
            ast.Expr(value=ast.NamedExpr(target=target, value=value))
            | ast.If(test=ast.NamedExpr(target=target, value=value))
        ):
            yield Binding(target.id, "assign", value, start, _end(value), branch)


def _targets(
    target: ast.expr,
    value: ast.expr,
    kind: str,
    start: Position,
    end: Position,
    branch: Branch,
) -> Iterator[Binding]:
    stack: list[tuple[ast.expr, tuple[int, ...]]] = [(target, ())]
    while stack:
        node, index = stack.pop()
        if isinstance(node, ast.Name):
            yield Binding(node.id, kind, value, start, end, branch, index)
        elif isinstance(node, (ast.Tuple, ast.List)):
            stack.extend((part, (*index, place)) for place, part in enumerate(node.elts))


def _parameters(arguments: ast.arguments) -> Iterator[Binding]:
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = len(positional) - len(arguments.defaults)
    defaults: list[ast.expr | None] = [None] * missing + list(arguments.defaults)
    pairs = [*zip(positional, defaults, strict=True)]
    pairs += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    for parameter, default in pairs:
        yield Binding(parameter.arg, "parameter", default, (0, 0), (0, 0))
    for rest in (arguments.vararg, arguments.kwarg):
        if rest is not None:
            yield Binding(rest.arg, "other", None, (0, 0), (0, 0))


def _start(node: ast.AST) -> Position:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _end(node: ast.AST) -> Position:
    return getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0)
