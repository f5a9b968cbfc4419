"""Text put together from text: f-strings, sums, `format`, `join` and the like."""

from __future__ import annotations

import ast
import re
from itertools import product
from string import Formatter
from typing import TYPE_CHECKING

from ingestion.scanner.resolve.containers import elements_of
from ingestion.scanner.resolve.resolver import rule
from ingestion.scanner.values import Items, Known, Slot, Unknown, Value, less_direct

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingestion.scanner.resolve.resolver import Resolver
    from ingestion.scanner.scopes import Scope

MAX_COMBINATIONS = 64
MAX_TEXT = 2_000
"""No id is longer; sums of long texts are not worth their memory."""

_FORMATTER = Formatter()
_PLAIN = re.compile(r"%[sd%]")
METHODS = ("strip", "lstrip", "rstrip", "lower", "upper", "replace", "removeprefix", "removesuffix")


def combined(
    resolver: Resolver,
    parts: Sequence[Sequence[Value]],
    put_together: Callable[[list[object]], object],
    step: str,
) -> list[Value]:
    """Every combination of known parts, put together; where one is not known, why not."""
    unknown = [value for part in parts for value in part if isinstance(value, Unknown)]
    known = [[value for value in part if isinstance(value, Known)] for part in parts]
    found: list[Value] = []
    if all(known):
        for number, chosen in enumerate(product(*known)):
            if number == MAX_COMBINATIONS:
                break
            status = chosen[0].status if chosen else "constant"
            for value in chosen:
                status = less_direct(status, value.status)
            try:
                text = put_together([value.value for value in chosen])
            except (TypeError, ValueError, LookupError, AttributeError):
                continue
            if isinstance(text, str) and len(text) <= MAX_TEXT:
                steps = tuple(dict.fromkeys(s for value in chosen for s in value.steps))
                found.append(
                    Known(value=text, status=less_direct(status, "constant"), steps=(step, *steps))
                )
    if unknown or not found:
        found.append(_not_known(known, unknown, step))
    return found


def _not_known(known: list[list[Known]], unknown: list[Unknown], step: str) -> Unknown:
    first = known[0][0].value if known and known[0] else None
    if isinstance(first, str) and first.startswith(("/", "./", "../", "~")):
        return Unknown(status="local_path", steps=(step, f"begins with {first[:40]!r}"))
    for value in unknown:
        if value.status == "local_path":
            return Unknown(status="local_path", steps=(step, *value.steps))
    why = unknown[0].steps if unknown else ("of parts that are no text",)
    return Unknown(status="computed", steps=(step, *why))


@rule(ast.JoinedStr)
def fstring_values(resolver: Resolver, node: ast.JoinedStr, scope: Scope) -> list[Value]:
    """An f-string; a format after a colon makes it unknown."""
    parts: list[list[Value]] = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            if part.format_spec is not None or part.conversion != -1:
                return [Unknown(steps=(f"formatted at {resolver.place(node, scope)}",))]
            parts.append(resolver.evaluate(part.value, scope))
        else:
            parts.append(resolver.evaluate(part, scope))
    step = f"f-string at {resolver.place(node, scope)}"
    return combined(resolver, parts, lambda chosen: "".join(map(str, chosen)), step)


@rule(ast.BinOp)
def sum_values(resolver: Resolver, node: ast.BinOp, scope: Scope) -> list[Value]:
    """`+` of texts or lists, `%` of a template, `/` of paths."""
    place = resolver.place(node, scope)
    left = resolver.evaluate(node.left, scope)
    right = resolver.evaluate(node.right, scope)
    if isinstance(node.op, ast.Div):
        ends = [v.value for v in right if isinstance(v, Known)]
        end = str(ends[0]) if ends else None
        return [Unknown(status="local_path", steps=(f"path joined at {place}",), text=end)]
    if isinstance(node.op, ast.Add):
        lists = [value for value in (*left, *right) if isinstance(value, Items)]
        if lists:
            return [Items(elements=tuple(slot for one in lists for slot in one.elements))]
        return combined(resolver, [left, right], _sum, f"sum at {place}")
    if isinstance(node.op, ast.Mod):
        parts = [left]
        for value in right:
            if isinstance(value, Items):
                parts += [elements_of(resolver, Items(elements=(slot,))) for slot in value.elements]
        if len(parts) == 1:
            parts.append(right)
        return combined(resolver, parts, _percent, f"`%` at {place}")
    return [Unknown(steps=(f"computed at {place}",))]


def _sum(chosen: list[object]) -> object:
    left, right = chosen
    return left + right if isinstance(left, str) and isinstance(right, str) else None


def _percent(chosen: list[object]) -> object:
    template, *values = chosen
    # plain fields alone: a width may ask for a text of a million characters
    if not isinstance(template, str) or _PLAIN.sub("", template).count("%"):
        raise ValueError(template)
    return template % tuple(values)


def method_values(
    resolver: Resolver, base: list[Value], call: ast.Call, scope: Scope
) -> list[Value] | None:
    """The result of a method of text; null when it is none, or the text is not known."""
    if not isinstance(call.func, ast.Attribute) or not any(isinstance(v, Known) for v in base):
        return None
    method = call.func.attr
    step = f"`{method}` at {resolver.place(call, scope)}"
    arguments = [resolver.evaluate(argument, scope) for argument in call.args]
    if method == "join" and len(arguments) == 1:
        lists = [value for value in arguments[0] if isinstance(value, Items)]
        if not lists:
            return [Unknown(steps=(step,))]
        parts = [elements_of(resolver, Items(elements=(slot,))) for slot in lists[0].elements]
        return combined(
            resolver, [base, *parts], lambda chosen: str(chosen[0]).join(map(str, chosen[1:])), step
        )
    if method == "format":
        names = [keyword.arg for keyword in call.keywords if keyword.arg]
        if len(names) < len(call.keywords):
            return [Unknown(steps=(step,))]
        named = [resolver.evaluate(keyword.value, scope) for keyword in call.keywords]
        count = 1 + len(arguments)

        def formatted(chosen: list[object]) -> object:
            return _format(
                str(chosen[0]), chosen[1:count], dict(zip(names, chosen[count:], strict=True))
            )

        return combined(resolver, [base, *arguments, *named], formatted, step)
    if method in METHODS and not call.keywords:
        return combined(
            resolver,
            [base, *arguments],
            lambda chosen: getattr(str(chosen[0]), method)(*chosen[1:]),
            step,
        )
    if method in ("split", "rsplit", "partition", "rpartition"):
        return [
            Items(
                elements=tuple(
                    Slot(ready=(Known(value=part, status="constant", steps=(step, *value.steps)),))
                    for part in _split(value.value, method, arguments)
                )
            )
            for value in base
            if isinstance(value, Known) and isinstance(value.value, str)
        ]
    return None


def _split(text: str, method: str, arguments: list[list[Value]]) -> list[str]:
    given = [v[0].value for v in arguments if v and isinstance(v[0], Known)]
    try:
        return list(getattr(text, method)(*given))
    except (TypeError, ValueError):
        return []


def _format(template: str, positional: list[object], named: dict[str, object]) -> str:
    """`str.format` with plain fields alone: no attributes, no widths."""
    pieces: list[str] = []
    values = {**{str(n): v for n, v in enumerate(positional)}, **named}
    automatic = 0
    for text, name, width, conversion in _FORMATTER.parse(template):
        pieces.append(text)
        if name is None:
            continue
        if width or conversion:
            raise ValueError(template)
        if not name:
            name, automatic = str(automatic), automatic + 1  # noqa: PLW2901 - numbered in order
        pieces.append(str(values[name]))
    return "".join(pieces)
