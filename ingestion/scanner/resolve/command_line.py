"""Options of argparse, absl and what follows argparse's ways."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ingestion.scanner.resolve.defaults import option_names
from ingestion.scanner.values import Known, Unknown, Value, lifted

if TYPE_CHECKING:
    from ingestion.scanner.modules import Module
    from ingestion.scanner.resolve.resolver import Resolver
    from ingestion.scanner.scopes import Scope

PARSED = ("parse_args", "parse_known_args", "parse_intermixed_args", "Namespace")
FLAG_KINDS = ("DEFINE_string", "DEFINE_enum", "DEFINE_multi_string", "DEFINE_list")

Options = dict[str, list[tuple[ast.Call, "Scope"]]]


def options_of(module: Module) -> Options:
    """The calls of a file that define each option, by the name the program sees."""
    return module.kept("options", _options_of)


def _options_of(module: Module) -> Options:
    found: Options = {}
    for word in ("add_argument", "add_option", "add_arg"):
        for call, scope in module.calls_of(word):
            flags = [a.value for a in call.args if isinstance(a, ast.Constant)]
            texts = [text for text in flags if isinstance(text, str)]
            long = [text for text in texts if text.startswith("--")] or texts
            for keyword in call.keywords:
                if keyword.arg == "dest" and isinstance(keyword.value, ast.Constant):
                    long = [str(keyword.value.value)]
            for name in option_names(long):
                found.setdefault(name, []).append((call, scope))
    for word in FLAG_KINDS:
        for call, scope in module.calls_of(word):
            if call.args and isinstance(call.args[0], ast.Constant):
                found.setdefault(str(call.args[0].value), []).append((call, scope))
    for call, scope in module.calls_of("set_defaults"):
        for keyword in call.keywords:
            if keyword.arg:
                found.setdefault(keyword.arg, []).append((call, scope))
    return found


def option_values(resolver: Resolver, module: Module, name: str) -> list[Value] | None:
    """What an option is when nobody gives it; null where the file defines no such option."""
    calls = options_of(module).get(name)
    if not calls:
        return None
    found: list[Value] = []
    for call, scope in calls:
        found += _default_of(resolver, name, call, scope)
    if any(isinstance(value, Known) and value.value is not None for value in found):
        return [v for v in found if not isinstance(v, Unknown)]
    return found


def _default_of(resolver: Resolver, name: str, call: ast.Call, scope: Scope) -> list[Value]:
    place = resolver.place(call, scope)
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    first = call.args[0] if call.args else None
    flag = str(first.value) if isinstance(first, ast.Constant) else name
    flags = [str(a.value) for a in call.args if isinstance(a, ast.Constant)]
    flag = next((text for text in flags if text.startswith("--")), flag)
    default: ast.expr | None = None
    if method.startswith("DEFINE_"):
        kind, flag = "absl", f"--{flag}"
        default = call.args[1] if len(call.args) > 1 else None
    else:
        kind = "argparse"
    for keyword in call.keywords:
        if keyword.arg == (name if method == "set_defaults" else "default"):
            default = keyword.value
    if method == "set_defaults":
        flag = name
    nothing = isinstance(default, ast.Constant) and default.value is None
    if default is None or nothing:
        step = f"{kind} option {flag} at {place} has no default"
        return [Unknown(status="parameter", steps=(step,))]
    return lifted(
        resolver.evaluate(default, scope), "default", f"{kind} default of {flag} at {place}"
    )
