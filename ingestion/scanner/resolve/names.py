"""Variables: what they were bound to, and what imports bring in."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from ingestion.scanner.resolve import defaults
from ingestion.scanner.resolve.containers import elements_of, entered, unpacked
from ingestion.scanner.resolve.resolver import rule
from ingestion.scanner.scopes import COMPREHENSIONS, Binding, Scope
from ingestion.scanner.values import (
    Class,
    Function,
    ModuleValue,
    Reference,
    Unknown,
    Value,
    lifted,
)

if TYPE_CHECKING:
    from ingestion.scanner.modules import Module
    from ingestion.scanner.resolve.resolver import Resolver
    from ingestion.scanner.scopes import Position


@rule(ast.Name)
def name_values(resolver: Resolver, node: ast.Name, scope: Scope) -> list[Value]:
    """A variable, looked up from the scope it is used in outwards."""
    return variable(resolver, node.id, scope, (node.lineno, node.col_offset))


@rule(ast.NamedExpr)
def walrus_values(resolver: Resolver, node: ast.NamedExpr, scope: Scope) -> list[Value]:
    """`(name := value)` is its value."""
    return resolver.evaluate(node.value, scope)


def variable(resolver: Resolver, name: str, scope: Scope, at: Position | None) -> list[Value]:
    """What a variable may hold, seen from a place in a scope."""
    found = _in_scopes(resolver, name, scope, at)
    if found is not None:
        return found
    outermost = scope.module.scope
    for imported in outermost.star_imports:
        module = _module(resolver, imported.module or "", imported.level, outermost)
        if module is not None and name in module.scope.bindings:
            return _attribute_of_module(resolver, module, name)
    return [Reference(dotted=("builtins", name))]


def _in_scopes(
    resolver: Resolver, name: str, scope: Scope, at: Position | None
) -> list[Value] | None:
    here: Scope | None = scope
    while here is not None:
        if name in here.arguments:
            return list(entered(resolver, here.arguments[name]))
        if not (here.is_class and here is not scope):
            bindings = here.reaching(name, at)
            if bindings:
                return [
                    value
                    for binding in bindings
                    for value in binding_values(resolver, binding, here)
                ]
        # a comprehension runs where it stands, a function later
        if not isinstance(here.node, (*COMPREHENSIONS, ast.Lambda)):
            at = None
        here = here.parent
    return None


def binding_values(resolver: Resolver, binding: Binding, scope: Scope) -> list[Value]:
    """What one binding gives its name."""
    node = binding.node
    if binding.kind == "import":
        return resolver.once((id(binding), id(scope)), lambda: _imported(resolver, binding, scope))
    if isinstance(node, ast.ClassDef):
        return [Class(node=node, scope=scope)]
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return [Function(node=node, scope=scope)]
    if binding.kind == "parameter":
        return defaults.parameter_values(resolver, binding, scope)
    if binding.kind == "other":
        step = f"passed within `*{binding.name}`"
        return [Unknown(status="parameter", steps=(step,))]
    if not isinstance(node, ast.expr):
        return [
            Unknown(steps=(f"`{binding.name}` is changed at {_line(resolver, binding, scope)}",))
        ]
    inside = scope.parent if isinstance(scope.node, COMPREHENSIONS) and scope.parent else scope
    values = resolver.evaluate(node, inside if binding.kind == "loop" else scope)
    step = f"`{binding.name}` at {resolver.place(node, scope)}"
    if binding.kind == "loop":
        values = [item for value in values for item in elements_of(resolver, value)]
        step = f"`{binding.name}` in the loop at {resolver.place(node, scope)}"
    return lifted(unpacked(resolver, values, binding.index), "constant", step)


def _line(resolver: Resolver, binding: Binding, scope: Scope) -> str:
    return resolver.place(binding.node, scope) if binding.node else "its definition"


def _imported(resolver: Resolver, binding: Binding, scope: Scope) -> list[Value]:
    node = binding.node
    if isinstance(node, ast.alias):
        # `import a.b` binds `a`, `import a.b as c` binds `a.b`
        dotted = node.name if node.asname else node.name.partition(".")[0]
        is_library = dotted.partition(".")[0] in resolver.signatures.by_root
        module = None if is_library else _module(resolver, dotted, 0, scope)
        if module is not None:
            return [ModuleValue(module=module)]
        return [Reference(dotted=tuple(dotted.split(".")))]
    if not isinstance(node, ast.ImportFrom):
        return []
    original = next(a.name for a in node.names if (a.asname or a.name) == binding.name)
    package = node.module or ""
    rows = resolver.signatures.by_root.get(package.partition(".")[0], ()) if not node.level else ()
    if any(row.parts[0] == original for row in rows):
        # what a library offers, in the library's own repository as well
        return [Reference(dotted=(*package.split("."), original))]
    module = _module(resolver, package, node.level, scope)
    if module is not None and original in module.scope.bindings:
        return _attribute_of_module(resolver, module, original)
    below = _module(resolver, f"{package}.{original}".lstrip("."), node.level, scope)
    if below is not None:
        return [ModuleValue(module=below)]
    if module is not None:
        found = [
            value
            for value in variable(resolver, original, module.scope, None)
            if not (isinstance(value, Reference) and value.dotted[0] == "builtins")
        ]
        if found:
            return found
    relative = ("." * node.level,) if node.level else ()
    return [Reference(dotted=(*relative, *filter(None, package.split(".")), original))]


def attribute_of_module(resolver: Resolver, module: Module, name: str) -> list[Value]:
    """A name of a module of the repository, or a module below it."""
    if name in module.scope.bindings or module.scope.star_imports:
        return _attribute_of_module(resolver, module, name)
    folder = module.file.path.rpartition("/")[0]
    below = resolver.repository.module(f".{name}", folder) if resolver.repository else None
    if below is not None and module.file.path.endswith("__init__.py"):
        return [ModuleValue(module=below)]
    return [Unknown(steps=(f"`{name}` is not defined in {module.file.path}",))]


def _attribute_of_module(resolver: Resolver, module: Module, name: str) -> list[Value]:
    return variable(resolver, name, module.scope, None)


def _module(resolver: Resolver, name: str, level: int, scope: Scope) -> Module | None:
    root = name.partition(".")[0]
    if resolver.repository is None or (level == 0 and root in sys.stdlib_module_names):
        return None
    package = scope.module.file.path.rpartition("/")[0]
    rows = resolver.signatures.by_root.get(root, ()) if level == 0 else ()
    if any(row.parts[0] == "*" for row in rows):
        # any class of it may load a PTM, in a copy of it as well
        return None
    module = resolver.repository.module("." * level + name, package)
    if module is not None and level == 0 and module.file.path == scope.module.file.path:
        # named after the package it imports
        return None
    if rows and module is not None and root not in module.file.path.split("/")[:-1]:
        # a script that is called as the library it tries
        return None
    return module
