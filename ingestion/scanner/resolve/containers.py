"""Lists and dictionaries: their elements, by index, by key, in loops, in unpacking."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ingestion.scanner.resolve.resolver import rule
from ingestion.scanner.values import (
    Class,
    Data,
    Entries,
    Items,
    Known,
    Made,
    Reference,
    Slot,
    Unknown,
    Value,
    less_direct,
    lifted,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingestion.scanner.resolve.resolver import Resolver
    from ingestion.scanner.scopes import Scope

DATACLASS_PARSERS = (
    "parse_args_into_dataclasses",
    "parse_args_and_config",
    "parse_json_file",
    "parse_yaml_file",
    "parse_dict",
)
"""Methods of transformers' HfArgumentParser; each gives one object per dataclass."""


def entered(resolver: Resolver, slot: Slot) -> list[Value]:
    """The values of an element."""
    if slot.node is not None and slot.scope is not None:
        return resolver.evaluate(slot.node, slot.scope)
    return list(slot.ready)


def unpacked(resolver: Resolver, values: Sequence[Value], index: Iterable[int]) -> list[Value]:
    """The values at a place of tuples, for each level of unpacking."""
    found = list(values)
    for place in index:
        found = [item for value in found for item in item_at(resolver, value, place)]
    return found


def item_at(resolver: Resolver, value: Value, place: int) -> list[Value]:
    """The element of a sequence at a place."""
    if isinstance(value, Items):
        if -len(value.elements) <= place < len(value.elements):
            return lifted(entered(resolver, value.elements[place]), value.status, *value.steps)
        return []
    if isinstance(value, Data) and isinstance(value.value, list):
        if -len(value.value) <= place < len(value.value):
            return [data_at(value, place)]
        return []
    if isinstance(value, Made) and value.dotted[-1].removesuffix("()") in DATACLASS_PARSERS:
        return _dataclass_at(resolver, value, place)
    if isinstance(value, Unknown):
        return [value]
    return [Unknown(steps=(*value.steps, "an element of what is no list"))]


def _dataclass_at(resolver: Resolver, value: Made, place: int) -> list[Value]:
    from ingestion.scanner.resolve.attributes import instance_of  # noqa: PLC0415 - both ways

    if not isinstance(value.call.func, ast.Attribute):
        return []
    found: list[Value] = []
    for parser in resolver.evaluate(value.call.func.value, value.scope):
        if isinstance(parser, Made) and parser.call.args:
            for classes in resolver.evaluate(parser.call.args[0], parser.scope):
                chosen = (
                    item_at(resolver, classes, place) if isinstance(classes, Items) else [classes]
                )
                found += [instance_of(one) for one in chosen]
    return found


def elements_of(resolver: Resolver, value: Value) -> list[Value]:
    """What a loop over a value goes through."""
    if isinstance(value, Items):
        return lifted(
            [item for slot in value.elements for item in entered(resolver, slot)],
            value.status,
            *value.steps,
        )
    if isinstance(value, Entries):
        return [
            Known(value=key, status=less_direct("constant", value.status), steps=value.steps)
            for key, _ in value.pairs
            if key is not None
        ]
    if isinstance(value, Data):
        if isinstance(value.value, list):
            return [data_at(value, place) for place in range(len(value.value))]
        if isinstance(value.value, dict):
            return [Known(value=key, status="config", steps=value.steps) for key in value.value]
    if isinstance(value, Class):
        return _members(resolver, value)
    if isinstance(value, Unknown):
        return [value]
    if isinstance(value, Reference):
        return [Unknown(steps=(*value.steps, f"an element of {'.'.join(value.dotted)}"))]
    return [Unknown(steps=(*value.steps, "an element of what is no list"))]


def _members(resolver: Resolver, of: Class) -> list[Value]:
    """What a loop over an enumeration goes through."""
    inside = of.scope.child(of.node)
    step = f"members of `{of.node.name}` at {resolver.place(of.node, of.scope)}"
    found = [
        value
        for statement in of.node.body
        if isinstance(statement, ast.Assign)
        for value in resolver.evaluate(statement.value, inside)
    ]
    return lifted(found, "constant", step) or [Unknown(steps=(step,))]


def data_at(data: Data, key: object) -> Value:
    """What stands at a key of a config file: more data, or a known scalar."""
    held = data.value[key] if isinstance(data.value, (list, dict)) else None  # type: ignore[call-overload]
    keys = (*data.keys, str(key))
    if isinstance(held, (list, dict)):
        return Data(value=held, origin=data.origin, keys=keys, status="config", steps=data.steps)
    step = f"`{'.'.join(keys)}` of {data.origin}"
    return Known(value=held, status="config", steps=(*data.steps, step))


def value_at(
    resolver: Resolver, value: Value, key: object, default: Sequence[Value]
) -> list[Value]:
    """What a dictionary holds at a key, or the default where it has none."""
    if isinstance(value, Entries):
        found = [slot for known, slot in value.pairs if known == key]
        if found:
            step = f"entry {key!r}"
            return lifted(
                entered(resolver, found[-1]),
                less_direct("constant", value.status),
                *value.steps,
                step,
            )
        return list(default) or _any_entry(resolver, value)
    if isinstance(value, Data) and isinstance(value.value, dict):
        if key in value.value:
            return [data_at(value, key)]
        return list(default) or [Unknown(steps=(f"{value.origin} has no {key!r}",))]
    if isinstance(value, Unknown):
        return [value, *default]
    return list(default) or [
        Unknown(steps=(*value.steps, f"entry {key!r} of what is no dictionary"))
    ]


def _any_entry(resolver: Resolver, value: Entries) -> list[Value]:
    return lifted(
        [item for _, slot in value.pairs for item in entered(resolver, slot)],
        less_direct("constant", value.status),
        *value.steps,
        "any entry",
    )


@rule(ast.List, ast.Tuple, ast.Set)
def list_values(
    resolver: Resolver, node: ast.List | ast.Tuple | ast.Set, scope: Scope
) -> list[Value]:
    """A display; a starred element counts as what it goes through."""
    elements: list[Slot] = []
    for element in node.elts:
        if isinstance(element, ast.Starred):
            for value in resolver.evaluate(element.value, scope):
                if isinstance(value, Items):
                    elements += value.elements
                else:
                    elements.append(Slot(ready=tuple(elements_of(resolver, value))))
        else:
            elements.append(Slot(element, scope))
    return [Items(elements=tuple(elements))]


@rule(ast.Dict)
def dict_values(resolver: Resolver, node: ast.Dict, scope: Scope) -> list[Value]:
    """A display; `**other` brings the entries of the other in."""
    pairs: list[tuple[object, Slot]] = []
    for key, held in zip(node.keys, node.values, strict=True):
        if key is None:
            for value in resolver.evaluate(held, scope):
                if isinstance(value, Entries):
                    pairs += value.pairs
        elif isinstance(key, ast.Constant):
            pairs.append((key.value, Slot(held, scope)))
        else:
            names = [v.value for v in resolver.evaluate(key, scope) if isinstance(v, Known)]
            pairs += [(name, Slot(held, scope)) for name in names[:1] or [None]]
    return [Entries(pairs=tuple(pairs))]


@rule(ast.ListComp, ast.SetComp, ast.GeneratorExp)
def comprehension_values(
    resolver: Resolver, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope
) -> list[Value]:
    """One element that may be any of them."""
    return [Items(elements=(Slot(node.elt, scope.child(node)),))]


@rule(ast.DictComp)
def dict_comprehension_values(resolver: Resolver, node: ast.DictComp, scope: Scope) -> list[Value]:
    """One entry that may be any of them, under no key."""
    return [Entries(pairs=((None, Slot(node.value, scope.child(node))),))]


@rule(ast.Subscript)
def subscript_values(resolver: Resolver, node: ast.Subscript, scope: Scope) -> list[Value]:
    """An element by index or key; any of them where the index is not known."""
    found: list[Value] = []
    bases = resolver.evaluate(node.value, scope)
    if isinstance(node.slice, ast.Slice):
        return (
            bases
            if all(isinstance(base, Items) for base in bases)
            else _sliced(resolver, node, scope)
        )
    keys = resolver.evaluate(node.slice, scope)
    known = [key for key in keys if isinstance(key, Known)]
    for base in bases:
        if isinstance(base, Reference):
            found += _of_reference(resolver, base, known, node, scope)
        elif isinstance(base, (Entries, Items, Data)) and (len(known) < len(keys) or not known):
            found += _any_of(resolver, base)
        else:
            for key in known or [Known(value=None)]:
                if isinstance(key.value, int) and not isinstance(base, Entries):
                    found += item_at(resolver, base, key.value)
                else:
                    found += lifted(value_at(resolver, base, key.value, ()), "constant")
    return found


def _sliced(resolver: Resolver, node: ast.expr, scope: Scope) -> list[Value]:
    return [Unknown(steps=(f"a slice at {resolver.place(node, scope)}",))]


def _any_of(resolver: Resolver, base: Value) -> list[Value]:
    if isinstance(base, Entries):
        return _any_entry(resolver, base)
    if isinstance(base, Data) and isinstance(base.value, dict):
        return [data_at(base, key) for key in base.value]
    return lifted(elements_of(resolver, base), "constant", "any element")


def _of_reference(
    resolver: Resolver, base: Reference, keys: list[Known], node: ast.Subscript, scope: Scope
) -> list[Value]:
    from ingestion.scanner.resolve.attributes import attribute_values  # noqa: PLC0415 - both ways

    if base.dotted == ("os", "environ"):
        name = ", ".join(str(key.value) for key in keys) or "that is not known"
        return [Unknown(status="parameter", steps=(f"environment variable {name}",))]
    if base.dotted == ("sys", "argv"):
        where = resolver.place(node, scope)
        return [Unknown(status="parameter", steps=(f"command-line argument at {where}",))]
    if isinstance(base, Made) and keys and isinstance(keys[0].value, str):
        # `vars(args)["model"]` and config objects that answer both ways
        return attribute_values(resolver, base, keys[0].value, node, scope)
    return [Unknown(steps=(f"an element of {'.'.join(base.dotted)}",))]
