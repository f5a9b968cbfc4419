"""Config files that the code names: JSON, YAML, TOML, INI, and Hydra's folders of them."""

from __future__ import annotations

import ast
import configparser
import json
import posixpath
import tomllib
from typing import TYPE_CHECKING

import yaml

from ingestion.scanner.modules import last_name
from ingestion.scanner.values import Data, Known, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingestion.scanner.resolve.resolver import Resolver
    from ingestion.scanner.scopes import Scope

MAX_CHARACTERS = 1_000_000
LOADERS = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_config(resolver: Resolver, name: str, scope: Scope) -> Data | None:
    """A config file of the repository, looked up beside the code and from the root."""
    if resolver.repository is None:
        return None
    folder = posixpath.dirname(scope.module.file.path)
    name = name.replace("\\", "/").lstrip("/")
    parents = [folder, *_parents(folder), ""]
    for parent in dict.fromkeys(parents):
        path = posixpath.normpath(posixpath.join(parent, name))
        if path.startswith(".."):
            continue
        text = resolver.repository.text(path)
        if text is not None and len(text) <= MAX_CHARACTERS:
            held = parsed(path, text)
            return None if held is None else Data(value=held, origin=path, status="config")
    return None


def _parents(folder: str) -> Iterable[str]:
    while folder:
        folder = posixpath.dirname(folder)
        yield folder


def parsed(path: str, text: str) -> object | None:
    """The lists, dictionaries and scalars of a config file; null where it cannot be read."""
    extension = posixpath.splitext(path)[1].lower()
    try:
        if extension in (".json", ".jsonc"):
            return json.loads(text)  # type: ignore[no-any-return]
        if extension == ".toml":
            return tomllib.loads(text)
        if extension in (".ini", ".cfg", ".conf"):
            reader = configparser.ConfigParser(interpolation=None, strict=False)
            reader.read_string(text)
            return {section: dict(reader[section]) for section in reader}
        return yaml.load(text, Loader=LOADERS)  # type: ignore[no-any-return] # noqa: S506 - safe
    except (ValueError, yaml.YAMLError, configparser.Error, RecursionError, TypeError):
        return None


def loaded(resolver: Resolver, names: Iterable[Value], scope: Scope) -> list[Value]:
    """What reading a file of one of these names gives."""
    found: list[Value] = []
    for name in names:
        text = name.value if isinstance(name, Known) else getattr(name, "text", None)
        data = read_config(resolver, text, scope) if isinstance(text, str) else None
        if data is not None:
            found.append(data)
        elif isinstance(text, str):
            found.append(Unknown(steps=(f"read from {text!r}, which is not in the repository",)))
    return found or [Unknown(steps=("read from a file that is not known",))]


def hydra_parameter(
    resolver: Resolver,
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    name: str,
    scope: Scope,
) -> Data | None:
    """The config that `@hydra.main` hands to a function."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    if not arguments or arguments[0].arg != name:
        return None
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and last_name(decorator.func) == "main":
            given = {
                keyword.arg: keyword.value.value
                for keyword in decorator.keywords
                if isinstance(keyword.value, ast.Constant)
            }
            if "config_name" not in given:
                continue
            folder = str(given.get("config_path") or "")
            data = read_config(resolver, _named(folder, str(given["config_name"])), scope)
            if data is not None:
                return _composed(resolver, data, folder, scope)
    return None


def _named(folder: str, name: str) -> str:
    return posixpath.join(folder, name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")


def _composed(resolver: Resolver, data: Data, folder: str, scope: Scope) -> Data:
    """A Hydra config with the groups of its defaults list put in."""
    if not isinstance(data.value, dict) or not isinstance(data.value.get("defaults"), list):
        return data
    whole = dict(data.value)
    for group in data.value["defaults"]:
        if isinstance(group, dict):
            for key, option in group.items():
                name = str(key).removeprefix("override ").removeprefix("optional ")
                part = read_config(resolver, _named(f"{folder}/{name}", str(option)), scope)
                if part is not None and name not in whole:
                    whole[name] = part.value
    return Data(value=whole, origin=data.origin, status="config")
