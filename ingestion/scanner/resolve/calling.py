"""Calls: functions of the repository are followed, those of libraries known by name."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from ingestion.scanner.resolve import config_files
from ingestion.scanner.resolve.containers import elements_of, value_at
from ingestion.scanner.resolve.resolver import rule
from ingestion.scanner.resolve.texts import method_values
from ingestion.scanner.scopes import Scope
from ingestion.scanner.values import (
    Class,
    Data,
    Entries,
    Function,
    Instance,
    Items,
    Known,
    Made,
    Parameter,
    Reference,
    Slot,
    Unknown,
    Value,
    lifted,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingestion.scanner.resolve.resolver import Resolver

ENVIRONMENT = {"os.getenv", "os.environ.get", "os.environ.setdefault", "os.environ.pop",
               "decouple.config", "environs.Env().str", "environ.Env().str"}  # fmt: skip
PATHS = {"os.path.join", "os.path.abspath", "os.path.dirname",
         "os.path.realpath", "os.path.normpath", "pathlib.Path", "pathlib.PurePath",
         "tempfile.mkdtemp", "tempfile.gettempdir", "os.getcwd", "pathlib.Path.home",
         "pathlib.Path.cwd", "tempfile.TemporaryDirectory"}  # fmt: skip
LOADS = {"yaml.safe_load", "yaml.load", "yaml.full_load", "json.load", "json.loads", "toml.load",
         "toml.loads", "tomllib.load", "tomllib.loads", "tomli.load", "tomli.loads",
         "omegaconf.OmegaConf.load", "ruamel.yaml.YAML().load", "commentjson.load",
         "json5.load", "orjson.loads", "yaml.unsafe_load"}  # fmt: skip
SAME = {"str", "builtins.str", "os.path.expanduser", "os.path.expandvars", "typing.cast",
        "omegaconf.OmegaConf.create",
        "omegaconf.OmegaConf.structured", "omegaconf.OmegaConf.to_container", "vars",
        "copy.copy", "copy.deepcopy", "list", "tuple", "set", "sorted", "reversed", "iter",
        "builtins.list", "frozenset", "easydict.EasyDict", "box.Box", "munch.munchify",
        "addict.Dict", "ml_collections.ConfigDict", "types.MappingProxyType",
        "gradio.State"}  # fmt: skip
"""Calls that give back their (last) argument as far as names go."""
ANY_OF = {"random.choice", "next", "min", "max", "numpy.random.choice", "secrets.choice"}
NAMESPACES = {"dict", "types.SimpleNamespace", "argparse.Namespace", "easydict.EasyDict",
              "box.Box", "munch.Munch", "addict.Dict", "transformers.HfArgumentParser.Namespace",
              "ml_collections.ConfigDict"}  # fmt: skip
CHOOSERS = {
    "selectbox": 1,
    "radio": 1,
    "select_slider": 1,
    "multiselect": 1,
    "segmented_control": 1,
}
"""Streamlit's inputs, and which argument holds what can be chosen."""


@rule(ast.Call)
def call_values(resolver: Resolver, node: ast.Call, scope: Scope) -> list[Value]:
    """What a call gives back."""
    if isinstance(node.func, ast.Attribute):
        base = resolver.evaluate(node.func.value, scope)
        text = method_values(resolver, base, node, scope)
        if text is not None:
            return text
        held = _of_container(resolver, base, node, scope)
        if held is not None:
            return held
    found: list[Value] = []
    for callee in resolver.evaluate(node.func, scope):
        found += _called(resolver, callee, node, scope)
    return found


def _called(resolver: Resolver, callee: Value, node: ast.Call, scope: Scope) -> list[Value]:
    place = resolver.place(node, scope)
    match callee:
        case Function():
            return _returned(resolver, callee, node, scope)
        case Class():
            return [Instance(of=callee, call=node, scope=scope)]
        case Made() | Reference():
            return _of_library(resolver, callee, node, scope)
        case Parameter():
            step = f"result of {callee.steps[-1]}" if callee.steps else "result of a parameter"
            return [Unknown(steps=(step,))]
        case Unknown():
            return [Unknown(steps=(*callee.steps, f"result of a call at {place}"))]
    return [Unknown(steps=(f"result of a call at {place}",))]


def _of_library(resolver: Resolver, callee: Reference, node: ast.Call, scope: Scope) -> list[Value]:
    dotted = callee.dotted[1:] if callee.dotted[0] == "builtins" else callee.dotted
    name = ".".join(dotted)
    if name in ENVIRONMENT or (dotted[-1] == "str" and "Env()" in dotted):
        return _environment(resolver, node, scope)
    if name in PATHS:
        return _path(resolver, node, scope)
    if name in LOADS:
        return _loaded(resolver, node, scope)
    if name in NAMESPACES and not node.args:
        return [Entries(pairs=tuple((k.arg, Slot(k.value, scope)) for k in node.keywords if k.arg))]
    if name in SAME and node.args:
        argument = node.args[-1 if name == "typing.cast" else 0]
        return resolver.evaluate(argument, scope)
    if name in ANY_OF and node.args:
        values = resolver.evaluate(node.args[0], scope)
        return lifted([e for v in values for e in elements_of(resolver, v)], "constant", name)
    if name == "getattr" and len(node.args) >= 2:
        return _getattr(resolver, node, scope)
    if name == "super":
        return _super(resolver, scope)
    if name in ("enumerate", "zip") and node.args:
        return _paired(resolver, name, node, scope)
    if name in ("functools.partial",) and node.args:
        return resolver.evaluate(node.args[0], scope)
    if dotted[0] == "streamlit":
        chosen = _streamlit(resolver, dotted[-1], node, scope)
        if chosen is not None:
            return chosen
    if name == "input":
        return [Unknown(status="parameter", steps=("typed in by the user",))]
    return [
        Made(dotted=(*dotted[:-1], f"{dotted[-1]}()"), call=node, scope=scope, steps=callee.steps)
    ]


def _environment(resolver: Resolver, node: ast.Call, scope: Scope) -> list[Value]:
    names = resolver.evaluate(node.args[0], scope) if node.args else []
    variable = next((str(v.value) for v in names if isinstance(v, Known)), "of unknown name")
    default = node.args[1] if len(node.args) > 1 else None
    for keyword in node.keywords:
        if keyword.arg in ("default", "fallback"):
            default = keyword.value
    if default is None or (isinstance(default, ast.Constant) and default.value is None):
        step = f"environment variable {variable}"
        return [Unknown(status="parameter", steps=(step,))]
    step = f"default of environment variable {variable} at {resolver.place(node, scope)}"
    return lifted(resolver.evaluate(default, scope), "default", step)


def _path(resolver: Resolver, node: ast.Call, scope: Scope) -> list[Value]:
    """A path; its known end is kept, by which a config file is found."""
    parts: list[str] = []
    for argument in node.args:
        texts = []
        for value in resolver.evaluate(argument, scope):
            text = value.value if isinstance(value, Known) else getattr(value, "text", None)
            if isinstance(text, str):
                texts.append(text)
        parts = [*parts, texts[0]] if texts else []
    step = f"a path made at {resolver.place(node, scope)}"
    return [Unknown(status="local_path", steps=(step,), text="/".join(parts) or None)]


def _loaded(resolver: Resolver, node: ast.Call, scope: Scope) -> list[Value]:
    if not node.args:
        return [Unknown(steps=("read from a file that is not known",))]
    return config_files.loaded(resolver, _file_names(resolver, node.args[0], scope), scope)


def _file_names(resolver: Resolver, node: ast.expr, scope: Scope) -> Iterator[Value]:
    """The names of the file that an expression has opened, or has read."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=opened, attr="open" | "read" | "read_text" | "read_bytes")
        ):
            yield from _file_names(resolver, opened, scope)
            return
    for value in resolver.evaluate(node, scope):
        if not isinstance(value, Made):
            yield value
        elif value.dotted == ("open()",) or value.dotted[-2:] == ("io", "open()"):
            if value.call.args:
                yield from _file_names(resolver, value.call.args[0], value.scope)
        elif isinstance(value.call.func, ast.Attribute):
            yield from _file_names(resolver, value.call.func.value, value.scope)


def _getattr(resolver: Resolver, node: ast.Call, scope: Scope) -> list[Value]:
    from ingestion.scanner.resolve.attributes import attribute_values  # noqa: PLC0415 - both ways

    found: list[Value] = []
    names = resolver.evaluate(node.args[1], scope)
    for base in resolver.evaluate(node.args[0], scope):
        for name in names:
            if isinstance(name, Known) and isinstance(name.value, str):
                found += attribute_values(resolver, base, name.value, node.args[0], scope)
    if len(node.args) > 2:
        found += lifted(resolver.evaluate(node.args[2], scope), "default", "default of `getattr`")
    return found or [Unknown(steps=(f"`getattr` at {resolver.place(node, scope)}",))]


def _super(resolver: Resolver, scope: Scope) -> list[Value]:
    holder = scope.enclosing_class
    if holder is None or not isinstance(holder.node, ast.ClassDef) or holder.parent is None:
        return []
    return [v for base in holder.node.bases for v in resolver.evaluate(base, holder.parent)]


def _paired(resolver: Resolver, name: str, node: ast.Call, scope: Scope) -> list[Value]:
    """What `enumerate` and `zip` go through: one tuple that may be any of them."""
    parts = [
        Slot(ready=tuple(e for v in resolver.evaluate(a, scope) for e in elements_of(resolver, v)))
        for a in node.args
    ]
    if name == "enumerate":
        parts = [Slot(ready=(Unknown(steps=("a count",)),)), parts[0]]
    return [Items(elements=(Slot(ready=(Items(elements=tuple(parts)),)),))]


def _streamlit(resolver: Resolver, method: str, node: ast.Call, scope: Scope) -> list[Value] | None:
    place = resolver.place(node, scope)
    if method in CHOOSERS:
        options = next((k.value for k in node.keywords if k.arg == "options"), None)
        if options is None and len(node.args) > CHOOSERS[method]:
            options = node.args[CHOOSERS[method]]
        if options is not None:
            values = resolver.evaluate(options, scope)
            found = [e for v in values for e in elements_of(resolver, v)]
            return lifted(found, "constant", f"choice of `{method}` at {place}")
    if method in ("text_input", "text_area"):
        value = next((k.value for k in node.keywords if k.arg == "value"), None)
        if value is None and len(node.args) > 1:
            value = node.args[1]
        if value is not None:
            step = f"default of `{method}` at {place}"
            return lifted(resolver.evaluate(value, scope), "default", step)
        return [Unknown(status="parameter", steps=(f"typed in by the user at {place}",))]
    return None


def _of_container(
    resolver: Resolver, base: list[Value], node: ast.Call, scope: Scope
) -> list[Value] | None:
    """`get`, `items`, `keys` and `values` of dictionaries and config files."""
    if not isinstance(node.func, ast.Attribute):
        return None
    method = node.func.attr
    held = [value for value in base if isinstance(value, (Entries, Data))]
    if not held:
        return None
    found: list[Value] = []
    for value in held:
        if method in ("get", "pop", "setdefault") and node.args:
            found += _got(resolver, value, node, scope)
        elif method in ("items", "keys", "values"):
            found.append(_pairs(resolver, value, method))
        else:
            return None
    return found


def _got(resolver: Resolver, value: Value, node: ast.Call, scope: Scope) -> list[Value]:
    default = resolver.evaluate(node.args[1], scope) if len(node.args) > 1 else []
    default = [] if all(isinstance(v, Known) and v.value is None for v in default) else default
    found: list[Value] = []
    for key in resolver.evaluate(node.args[0], scope):
        if isinstance(key, Known):
            found += value_at(resolver, value, key.value, lifted(default, "default", "`get`"))
        elif isinstance(value, Entries):
            found += [*value_at(resolver, value, object(), ()), *default]
        else:
            found += [Unknown(steps=("an entry of unknown name",)), *default]
    return found


def _pairs(resolver: Resolver, value: Value, method: str) -> Value:
    pairs: list[tuple[Value, Slot]] = []
    if isinstance(value, Entries):
        pairs = [(Known(value=k) if k else Unknown(), slot) for k, slot in value.pairs]
    elif isinstance(value, Data) and isinstance(value.value, dict):
        from ingestion.scanner.resolve.containers import data_at  # noqa: PLC0415

        pairs = [(Known(value=k), Slot(ready=(data_at(value, k),))) for k in value.value]
    if method == "keys":
        elements = [Slot(ready=(key,)) for key, _ in pairs]
    elif method == "values":
        elements = [slot for _, slot in pairs]
    else:
        elements = [
            Slot(ready=(Items(elements=(Slot(ready=(key,)), slot)),)) for key, slot in pairs
        ]
    return Items(elements=tuple(elements), status=value.status, steps=value.steps)


def entered_function(function: Function, call: ast.Call, scope: Scope, *, skip: int = 0) -> Scope:
    """The scope of a function as one call enters it: parameters have the arguments' values."""
    entered = Scope(function.node, function.scope, function.scope.module)
    arguments = function.node.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)][skip:]
    for name, argument in zip(names, call.args, strict=False):
        if isinstance(argument, ast.Starred):
            break
        entered.arguments[name] = Slot(argument, scope)
    for keyword in call.keywords:
        if keyword.arg:
            entered.arguments[keyword.arg] = Slot(keyword.value, scope)
    return entered


def _returned(resolver: Resolver, function: Function, call: ast.Call, scope: Scope) -> list[Value]:
    """What a function of the repository returns to this call."""
    is_method = function.scope.is_class and isinstance(call.func, ast.Attribute)
    entered = entered_function(function, call, scope, skip=1 if is_method else 0)
    if isinstance(function.node, ast.Lambda):
        return resolver.evaluate(function.node.body, entered)
    found: list[Value] = []
    for statement in _returns(function.node):
        if statement.value is not None:
            found += resolver.evaluate(statement.value, entered)
    step = f"returned by `{function.node.name}` at {resolver.place(function.node, function.scope)}"
    return lifted(found, "constant", step) or [Unknown(steps=(step,))]


def _returns(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Return]:
    stack: list[ast.AST] = [*reversed(function.body)]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Return):
            yield node
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for field in ("body", "orelse", "finalbody", "handlers", "cases"):
                part = getattr(node, field, None)
                if isinstance(part, list):
                    stack.extend(reversed(part))
