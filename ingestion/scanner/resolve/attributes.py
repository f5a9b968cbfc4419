"""Attributes: of modules, classes, objects, parsed options, config files."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeGuard

from ingestion.scanner.modules import last_name
from ingestion.scanner.resolve import command_line, defaults
from ingestion.scanner.resolve.containers import data_at, value_at
from ingestion.scanner.resolve.names import attribute_of_module, binding_values
from ingestion.scanner.resolve.resolver import rule
from ingestion.scanner.values import (
    Class,
    Data,
    Entries,
    Function,
    Instance,
    Known,
    Made,
    ModuleValue,
    Parameter,
    Reference,
    Unknown,
    Value,
    lifted,
)

if TYPE_CHECKING:
    from ingestion.scanner.modules import Module
    from ingestion.scanner.resolve.resolver import Resolver
    from ingestion.scanner.scopes import Scope

MAX_BASES = 8

OPTION_HOLDERS = ("arg", "opt", "cfg", "conf", "param", "setting", "flag", "hp")
"""In names of parameters that carry a program's options."""


@rule(ast.Attribute)
def attribute_expression_values(
    resolver: Resolver, node: ast.Attribute, scope: Scope
) -> list[Value]:
    """`base.attribute` for everything that the base may be."""
    found: list[Value] = []
    for base in resolver.evaluate(node.value, scope):
        found += attribute_values(resolver, base, node.attr, node, scope)
    return found


def attribute_values(
    resolver: Resolver, base: Value, name: str, node: ast.expr, scope: Scope
) -> list[Value]:
    """An attribute of one value."""
    match base:
        case Made(dotted=dotted) if dotted[-1].removesuffix("()") in command_line.PARSED:
            found = command_line.option_values(resolver, base.scope.module, name)
            if found is None:
                found = command_line.option_values(resolver, scope.module, name)
            return found or [
                Unknown(status="parameter", steps=(f"option `{name}` that no file defines",))
            ]
        case Reference(dotted=dotted):
            if dotted[-1] == "FLAGS":
                found = command_line.option_values(resolver, scope.module, name)
                if found:
                    return found
            return [Reference(dotted=(*dotted, name), status=base.status, steps=base.steps)]
        case ModuleValue(module=module):
            return lifted(attribute_of_module(resolver, module, name), "constant")
        case Class():
            return class_attribute(resolver, base, name) or [
                Unknown(steps=(f"`{name}` of class `{base.node.name}` is set elsewhere",))
            ]
        case Instance():
            return object_attribute(resolver, base, name, node, scope)
        case Data(value=dict() as held):
            return (
                [data_at(base, name)]
                if name in held
                else [Unknown(steps=(f"{base.origin} has no `{name}`",))]
            )
        case Entries():
            return value_at(resolver, base, name, ())
        case Known() if name in ("value", "name"):
            # a member of an enumeration
            return [base]
        case Parameter():
            return _of_parameter(resolver, base, name, node, scope)
        case Unknown():
            return _of_options(resolver, _root_name(node), name, scope.module) or [base]
    return [Unknown(steps=(*base.steps, f"attribute `{name}` at {resolver.place(node, scope)}"))]


def _of_parameter(
    resolver: Resolver, base: Parameter, name: str, node: ast.expr, scope: Scope
) -> list[Value]:
    """An attribute of a parameter: by its annotation, else by the options that the file defines."""
    annotation = base.annotation
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            annotation = None
    if annotation is not None:
        for annotated in resolver.evaluate(annotation, base.scope):
            if isinstance(annotated, Class):
                return object_attribute(resolver, Instance(of=annotated), name, node, scope)
    found = _of_options(resolver, base.name, name, scope.module)
    if found:
        return found
    step = f"attribute `{name}` of {base.steps[-1]}" if base.steps else f"attribute `{name}`"
    return [Unknown(status="parameter", steps=(step,))]


def _root_name(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        inner = node.value
        if isinstance(inner, ast.Attribute):
            return inner.attr
        node = inner
    return node.id if isinstance(node, ast.Name) else ""


def _of_options(resolver: Resolver, holder: str, name: str, module: Module) -> list[Value] | None:
    """An option that the file itself defines, on an object that carries options by its name."""
    if not any(part in holder.lower() for part in OPTION_HOLDERS):
        return None
    found = command_line.option_values(resolver, module, name)
    if found is not None:
        return found
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and _is_field_class(node):
            for statement in node.body:
                if _declares(statement, name):
                    of = Class(node=node, scope=module.scope)
                    return class_attribute(resolver, of, name)
    return None


def _is_field_class(node: ast.ClassDef) -> bool:
    decorators = {last_name(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list}
    bases = {last_name(base) for base in node.bases}
    return bool(decorators & {"dataclass", "define", "attrs", "s"}) or bool(
        bases & {"BaseModel", "BaseSettings", "Tap", "NamedTuple", "TypedArgs", "SQLModel"}
    )


def _declares(statement: ast.stmt, name: str) -> TypeGuard[ast.AnnAssign]:
    return (
        isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and statement.target.id == name
    )


def instance_of(value: Value) -> Value:
    """An object of what may be a class."""
    return Instance(of=value) if isinstance(value, Class) else value


def class_attribute(resolver: Resolver, of: Class, name: str, depth: int = 0) -> list[Value]:
    """What a class body, or else a base, binds to a name; empty where nothing does."""
    inside = of.scope.child(of.node)
    for statement in of.node.body:
        if _declares(statement, name) and (_is_field_class(of.node) or statement.value is None):
            return defaults.annotated_default(resolver, statement, name, inside, of.node.name)
    bindings = inside.reaching(name, None)
    if bindings:
        return [
            value for binding in bindings for value in binding_values(resolver, binding, inside)
        ]
    if depth >= MAX_BASES:
        return []
    found: list[Value] = []
    for base in of.node.bases:
        for value in resolver.evaluate(base, of.scope):
            if isinstance(value, Class):
                found += class_attribute(resolver, value, name, depth + 1)
            elif (
                isinstance(value, Reference)
                and not isinstance(value, Made)
                and value.dotted[0] != "builtins"
            ):
                found.append(Reference(dotted=(*value.dotted, name)))
        if found:
            break
    return found


def object_attribute(
    resolver: Resolver, base: Instance, name: str, node: ast.expr, scope: Scope
) -> list[Value]:
    """An attribute of an object: given when it was made, set by a method, or of its class."""
    if base.call is not None and base.scope is not None:
        for keyword in base.call.keywords:
            if keyword.arg == name:
                return lifted(resolver.evaluate(keyword.value, base.scope), "constant")
    assigned = _assigned_to_self(resolver, base, name, node, scope)
    if assigned:
        return assigned
    found = class_attribute(resolver, base.of, name)
    if found and not all(
        isinstance(v, Reference) and not _has_signature(resolver, v) for v in found
    ):
        return found
    options = _of_options(resolver, _root_name(node), name, scope.module)
    step = f"`{name}` of an object of `{base.of.node.name}` is set elsewhere"
    return options or [Unknown(steps=(step,))]


def _has_signature(resolver: Resolver, value: Reference) -> bool:
    return value.dotted[0] in resolver.signatures.by_root


def _assigned_to_self(
    resolver: Resolver, base: Instance, name: str, node: ast.expr, scope: Scope
) -> list[Value]:
    """`self.name = …` in the methods of the class: the same method first, then the others."""
    inside = base.of.scope.child(base.of.node)
    found: list[tuple[bool, int, list[Value]]] = []
    for method in base.of.node.body:
        if not isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        first = [*method.args.posonlyargs, *method.args.args][:1]
        if not first:
            continue
        within = inside.child(method)
        for statement in _assignments(method):
            target, value, index = _self_target(statement, first[0].arg, name)
            if value is None or target is None:
                continue
            same = scope.node is method and base.call is None
            if same and (statement.end_lineno or 0) >= getattr(node, "lineno", 0):
                continue
            values = _given(resolver, base, method, value, inside) or resolver.evaluate(
                value, within
            )
            if index is not None:
                from ingestion.scanner.resolve.containers import unpacked  # noqa: PLC0415

                values = unpacked(resolver, values, (index,))
            step = f"`{first[0].arg}.{name}` at {resolver.place(statement, within)}"
            found.append((same, statement.lineno, lifted(values, "constant", step)))
    if any(same for same, _, _ in found):
        nearest = max(line for same, line, _ in found if same)
        return next(values for same, line, values in found if same and line == nearest)
    named = [value for _, _, values in found for value in values if not _is_none(value)]
    return named or [value for _, _, values in found for value in values]


def _is_none(value: Value) -> bool:
    return isinstance(value, Known) and value.value is None


def _given(
    resolver: Resolver,
    base: Instance,
    method: ast.FunctionDef | ast.AsyncFunctionDef,
    value: ast.expr,
    inside: Scope,
) -> list[Value] | None:
    """`self.name = name` in `__init__` of an object whose making is known."""
    if method.name != "__init__" or base.call is None or base.scope is None:
        return None
    from ingestion.scanner.resolve.calling import entered_function  # noqa: PLC0415 - both ways

    function = Function(node=method, scope=inside)
    return resolver.evaluate(value, entered_function(function, base.call, base.scope, skip=1))


def _assignments(
    method: ast.FunctionDef | ast.AsyncFunctionDef,
) -> list[ast.Assign | ast.AnnAssign]:
    found: list[ast.Assign | ast.AnnAssign] = []
    stack: list[ast.AST] = [*method.body]
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            found.append(node)
        elif isinstance(node, ast.stmt) and not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            for field in ("body", "orelse", "finalbody", "handlers"):
                stack.extend(getattr(node, field, ()))
        elif isinstance(node, ast.ExceptHandler):
            stack.extend(node.body)
    return sorted(found, key=lambda statement: statement.lineno)


def _self_target(
    statement: ast.Assign | ast.AnnAssign, self_name: str, name: str
) -> tuple[ast.expr | None, ast.expr | None, int | None]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    for target in targets:
        parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
        for place, part in enumerate(parts):
            if (
                isinstance(part, ast.Attribute)
                and part.attr == name
                and isinstance(part.value, ast.Name)
                and part.value.id == self_name
            ):
                return target, statement.value, place if part is not target else None
    return None, None, None
