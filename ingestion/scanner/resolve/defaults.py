"""Defaults: of parameters, click and typer options, fields of dataclasses and settings."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ingestion.scanner.modules import last_name
from ingestion.scanner.resolve import config_files
from ingestion.scanner.values import (
    Class,
    Instance,
    Known,
    Parameter,
    Reference,
    Unknown,
    Value,
    lifted,
)

if TYPE_CHECKING:
    from ingestion.scanner.resolve.resolver import Resolver
    from ingestion.scanner.scopes import Binding, Scope

WRAPPERS = frozenset(
    {"Option", "Argument", "Field", "field", "Query", "Form", "Body", "Param", "Parameter",
     "attrib", "ib", "HfArg", "Input", "Depends"}
)  # fmt: skip
"""Calls that stand for a default: `typer.Option("gpt2")`, `field(default="gpt2")`."""


def parameter_values(resolver: Resolver, binding: Binding, scope: Scope) -> list[Value]:
    """A parameter: the object a method is called on, an option, its default, or not known."""
    function = scope.node
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        return []
    bound = _bound_object(function, binding.name, scope)
    if bound is not None:
        return [bound]
    where = scope.parent or scope
    if not isinstance(function, ast.Lambda):
        configured = config_files.hydra_parameter(resolver, function, binding.name, where)
        if configured is not None:
            return [configured]
        option = _click_option(resolver, function, binding.name, where)
        if option is not None:
            return option
    title = "a lambda" if isinstance(function, ast.Lambda) else f"`{function.name}`"
    place = resolver.place(function, scope)
    if isinstance(binding.node, ast.expr):
        step = f"default of parameter `{binding.name}` of {title} at {place}"
        return lifted(default_values(resolver, binding.node, where), "default", step)
    passed = _passed(resolver, function, binding.name, where)
    if passed:
        return passed
    return [
        Parameter(
            status="parameter",
            steps=(f"parameter `{binding.name}` of {title} at {place}",),
            name=binding.name,
            annotation=_annotation(function, binding.name),
            scope=where,
        )
    ]


def _passed(
    resolver: Resolver,
    function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
    name: str,
    scope: Scope,
) -> list[Value]:
    """The texts that the calls of a function in its file pass for a parameter, if all are known."""
    if isinstance(function, ast.Lambda) or scope.is_class:
        return []
    places = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    found: list[Value] = []
    for call, caller in scope.module.calls_of(function.name):
        argument = next((k.value for k in call.keywords if k.arg == name), None)
        if argument is None and name in places and len(call.args) > places.index(name):
            argument = call.args[places.index(name)]
        if not isinstance(call.func, ast.Name) or argument is None:
            return []
        step = f"passed to `{function.name}` at {resolver.place(call, caller)}"
        found += lifted(resolver.evaluate(argument, caller), "constant", step)
    is_known = all(isinstance(value, Known) and isinstance(value.value, str) for value in found)
    return found if is_known else []


def _bound_object(
    function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, name: str, scope: Scope
) -> Value | None:
    """`self` and `cls` of a method."""
    holder = scope.parent
    if isinstance(function, ast.Lambda) or holder is None or holder.parent is None:
        return None
    if not isinstance(holder.node, ast.ClassDef):
        return None
    first = [*function.args.posonlyargs, *function.args.args][:1]
    decorators = {last_name(decorator) for decorator in function.decorator_list}
    if not first or first[0].arg != name or "staticmethod" in decorators:
        return None
    of = Class(node=holder.node, scope=holder.parent)
    return of if "classmethod" in decorators or name == "cls" else Instance(of=of)


def _annotation(
    function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, name: str
) -> ast.expr | None:
    every = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return next((argument.annotation for argument in every if argument.arg == name), None)


def default_values(resolver: Resolver, node: ast.expr, scope: Scope) -> list[Value]:
    """A default, taken out of the call that describes it."""
    if not (isinstance(node, ast.Call) and _is_wrapper(resolver, node.func, scope)):
        return resolver.evaluate(node, scope)
    for keyword in node.keywords:
        if keyword.arg == "default":
            return resolver.evaluate(keyword.value, scope)
        if keyword.arg in ("default_factory", "factory"):
            if isinstance(keyword.value, ast.Lambda):
                return resolver.evaluate(keyword.value.body, scope.child(keyword.value))
            return [Unknown(steps=(f"made by a factory at {resolver.place(node, scope)}",))]
    first = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
    if node.args and first is not ... and not _is_option(first):
        return resolver.evaluate(node.args[0], scope)
    place = resolver.place(node, scope)
    return [Unknown(status="parameter", steps=(f"option without default at {place}",))]


def _is_wrapper(resolver: Resolver, node: ast.expr, scope: Scope) -> bool:
    """Whether a function describes a default, under its own name or another."""
    if last_name(node) in WRAPPERS:
        return True
    return isinstance(node, ast.Name) and any(
        isinstance(value, Reference) and value.dotted[-1] in WRAPPERS
        for value in resolver.evaluate(node, scope)
    )


def _is_option(value: object) -> bool:
    return isinstance(value, str) and value.startswith("-")


def _click_option(
    resolver: Resolver,
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    name: str,
    scope: Scope,
) -> list[Value] | None:
    for decorator in function.decorator_list:
        if not isinstance(decorator, ast.Call):
            continue
        if last_name(decorator.func) not in ("option", "argument"):
            continue
        names = [a.value for a in decorator.args if isinstance(a, ast.Constant)]
        if name not in option_names([text for text in names if isinstance(text, str)]):
            continue
        title = next((text for text in names if isinstance(text, str) and text[:2] == "--"), name)
        place = resolver.place(decorator, scope)
        for keyword in decorator.keywords:
            if keyword.arg == "default":
                step = f"click default of {title} at {place}"
                return lifted(resolver.evaluate(keyword.value, scope), "default", step)
        step = f"click option {title} at {place} has no default"
        return [Unknown(status="parameter", steps=(step,))]
    return None


def option_names(flags: list[str]) -> set[str]:
    """The names under which a program sees an option that is written so on the command line."""
    return {flag.lstrip("-").partition("/")[0].replace("-", "_") for flag in flags}


def annotated_default(
    resolver: Resolver, statement: ast.AnnAssign, name: str, scope: Scope, title: str
) -> list[Value]:
    """The default of a field of a class."""
    step = f"default of field `{name}` of `{title}` at {resolver.place(statement, scope)}"
    if statement.value is None:
        return [
            Unknown(status="parameter", steps=(step.replace("default of", "no default of", 1),))
        ]
    values = default_values(resolver, statement.value, scope)
    if values and all(isinstance(value, Known) and value.value is ... for value in values):
        return [Unknown(status="parameter", steps=(step.replace("default", "no default", 1),))]
    return lifted(values, "default", step)
