"""One of several: conditional expressions, `or`, and what wraps a value without changing it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ingestion.scanner.resolve.resolver import rule
from ingestion.scanner.values import Known, Value, lifted

if TYPE_CHECKING:
    from ingestion.scanner.resolve.resolver import Resolver
    from ingestion.scanner.scopes import Scope


@rule(ast.IfExp)
def conditional_values(resolver: Resolver, node: ast.IfExp, scope: Scope) -> list[Value]:
    """Either branch."""
    step = f"conditional at {resolver.place(node, scope)}"
    return lifted(
        [*resolver.evaluate(node.body, scope), *resolver.evaluate(node.orelse, scope)],
        "literal",
        step,
    )


@rule(ast.BoolOp)
def boolean_values(resolver: Resolver, node: ast.BoolOp, scope: Scope) -> list[Value]:
    """`a or b` is any of them that is not empty; of `a and b` the last."""
    if isinstance(node.op, ast.And):
        return resolver.evaluate(node.values[-1], scope)
    found: list[Value] = []
    for operand in node.values:
        found += [
            value
            for value in resolver.evaluate(operand, scope)
            if not (isinstance(value, Known) and not value.value)
        ]
        if found and all(isinstance(value, Known) for value in found):
            break
    return lifted(found, "literal", f"`or` at {resolver.place(node, scope)}")


@rule(ast.Await)
def awaited_values(resolver: Resolver, node: ast.Await, scope: Scope) -> list[Value]:
    """What is awaited."""
    return resolver.evaluate(node.value, scope)
