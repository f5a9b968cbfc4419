"""What an expression may be, as far as the text of the code says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

    from ingestion.scanner.calls import ResolutionStatus
    from ingestion.scanner.modules import Module
    from ingestion.scanner.scopes import Scope

STATUS_RANKS: dict[ResolutionStatus, int] = {
    "literal": 0,
    "constant": 1,
    "default": 2,
    "config": 3,
}
"""A name that took several ways has the status of the least direct of them."""


@dataclass(frozen=True, kw_only=True)
class Value:
    """One thing that an expression may be.

    Attributes:
        status: how directly the code says so.
        steps: the way there, outermost first, each a phrase such as "`MODEL` at line 3".
    """

    status: ResolutionStatus = "literal"
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Known(Value):
    """Text, a number, a truth value or None."""

    value: object


@dataclass(frozen=True, kw_only=True)
class Unknown(Value):
    """Not to be known from the text; the status says of which kind, the last step says why.

    Attributes:
        text: of a path on disk, its known end.
    """

    status: ResolutionStatus = "computed"
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class Parameter(Unknown):
    """A parameter without a default, which may still have an annotation that tells its class."""

    name: str
    annotation: ast.expr | None
    scope: Scope


@dataclass(frozen=True, kw_only=True)
class Reference(Value):
    """Something of a package outside the repository: `("transformers", "AutoModel")`.

    A part that ends in `()` is what a call returned.
    """

    dotted: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Made(Reference):
    """What a call of a reference returned; the dotted name ends in `()`."""

    call: ast.Call
    scope: Scope


@dataclass(frozen=True, kw_only=True)
class Function(Value):
    """A function or lambda of the repository."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope


@dataclass(frozen=True, kw_only=True)
class Class(Value):
    """A class of the repository; the scope is the one it is defined in."""

    node: ast.ClassDef
    scope: Scope


@dataclass(frozen=True, kw_only=True)
class Instance(Value):
    """An object of a class of the repository; without its call it is known by its class alone."""

    of: Class
    call: ast.Call | None = None
    scope: Scope | None = None


@dataclass(frozen=True, kw_only=True)
class ModuleValue(Value):
    """A module of the repository."""

    module: Module


@dataclass(frozen=True, slots=True)
class Slot:
    """An element of a container, evaluated when it is asked for."""

    node: ast.expr | None = None
    scope: Scope | None = None
    ready: tuple[Value, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Items(Value):
    """A list, tuple or set; also what a loop goes over."""

    elements: tuple[Slot, ...]


@dataclass(frozen=True, kw_only=True)
class Entries(Value):
    """A dictionary; a null key stands for one that is no constant."""

    pairs: tuple[tuple[object, Slot], ...]


@dataclass(frozen=True, kw_only=True)
class Data(Value):
    """What a config file holds: plain lists, dictionaries and scalars.

    Attributes:
        keys: the way into the file so far, for the phrase that names it.
    """

    value: object
    origin: str = ""
    keys: tuple[str, ...] = field(default=())


AnyValue = TypeVar("AnyValue", bound=Value)


def lifted(values: Iterable[AnyValue], status: ResolutionStatus, *steps: str) -> list[AnyValue]:
    """The values, reached by these steps: less direct than before, never more."""
    return [
        replace(value, status=less_direct(value.status, status), steps=(*steps, *value.steps))
        for value in values
    ]


def less_direct(one: ResolutionStatus, other: ResolutionStatus) -> ResolutionStatus:
    """The later of two statuses that name a PTM; a status that names none stays."""
    if one not in STATUS_RANKS:
        return one
    if other not in STATUS_RANKS:
        return other
    return max(one, other, key=STATUS_RANKS.__getitem__)
