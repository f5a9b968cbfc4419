"""Dependencies from the manifests of a tree: requirements, pyproject, setup, conda, lock files.

Parsed, never run: `setup.py` is read for the lists and dictionaries that it writes out.
"""

from __future__ import annotations

import ast
import configparser
import json
import re
import tomllib
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import yaml
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_REQUIREMENTS = re.compile(
    r"^(?:[\w.-]*[-_.])?(?:requirements?|constraints)(?:[-_.][\w.-]*)?\.(?:txt|in|pip)$", re.I
)
_CONDA = re.compile(r"^(?:environment|conda[-_]?env\w*|conda)(?:[-_.][\w.-]*)?\.ya?ml$", re.I)
_CONDA_SPEC = re.compile(r"^(?:[\w.-]+::)?(?P<name>[A-Za-z0-9_][\w.-]*)\s*(?P<constraint>.*)$")
_PYLOCK = re.compile(r"^pylock(?:\.[\w-]+)?\.toml$")
_DEVELOPMENT = re.compile(r"dev|test|lint|doc|ci|style|quality|typing", re.I)

LARGEST_MANIFEST = 8 << 20


class BrokenManifestError(Exception):
    """A manifest that its parser refuses; the text is the reason."""


@dataclass(frozen=True, slots=True)
class Dependency:
    """A package that a manifest names.

    Attributes:
        package_name: normalised as its registry does.
        ecosystem: `pypi` or `conda`.
        constraint: the versions that will do, as written; null for any.
        manifest: path of the file.
        line: where it stands, from 1; null where that cannot be told.
        scope: `runtime`, `dev`, `optional` or `build`; null where a lock file does not say.
    """

    package_name: str
    ecosystem: str
    constraint: str | None
    manifest: str
    line: int | None
    scope: str | None

    @property
    def package_id(self) -> str:
        """The package URL."""
        return f"pkg:{self.ecosystem}/{self.package_name}"


def is_manifest(path: str) -> bool:
    """Whether a file declares dependencies, by its name."""
    return _reader_of(path) is not None


def dependencies_of(path: str, content: bytes) -> list[Dependency]:
    """What a manifest declares, in its order.

    Raises:
        BrokenManifestError: when it cannot be parsed.
    """
    reader = _reader_of(path)
    if reader is None:
        return []
    if len(content) > LARGEST_MANIFEST:
        message = f"{len(content):,} bytes, more than the {LARGEST_MANIFEST:,} that are parsed"
        raise BrokenManifestError(message)
    text = content.decode("utf-8-sig", errors="replace")
    lines = _Lines(text)
    try:
        found = list(reader(text))
    except (ValueError, yaml.YAMLError, configparser.Error, SyntaxError, AttributeError, TypeError,
            KeyError, RecursionError, MemoryError) as error:  # fmt: skip
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BrokenManifestError(reason) from error
    return [
        Dependency(name, ecosystem, constraint or None, path, lines.of(written), scope)
        for name, ecosystem, constraint, written, scope in found
    ]


# name, ecosystem, constraint, the text by which its line is found, scope
_Found = tuple[str, str, str, str, str | None]


def _reader_of(path: str) -> Callable[[str], Iterable[_Found]] | None:
    file = PurePosixPath(path)
    name = file.name.lower()
    if name in _BY_NAME:
        return _BY_NAME[name]
    if _PYLOCK.match(name):
        return _lock_of_packages("packages")
    if _CONDA.match(name):
        return _conda_environment
    in_folder = file.suffix == ".txt" and file.parent.name.lower() == "requirements"
    if _REQUIREMENTS.match(name) or in_folder:
        return partial(_requirements, scope=_scope_of_name(name))
    return None


class _Lines:
    """Finds the line of each thing in the order of the text, as far as it can be told."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def of(self, written: str) -> int | None:
        if not written:
            return None
        at = self._text.find(written, self._at)
        if at < 0:
            at = self._text.find(written)
        if at < 0:
            return None
        self._at = at + len(written)
        return self._text.count("\n", 0, at) + 1


def _scope_of_name(name: str) -> str:
    return "dev" if _DEVELOPMENT.search(name) else "runtime"


def _pypi(written: str, scope: str | None) -> Iterator[_Found]:
    """A requirement as PEP 508 writes it; what is none, as a path, is left out."""
    try:
        requirement = Requirement(written)
    except InvalidRequirement:
        return
    constraint = requirement.url or str(requirement.specifier)
    yield canonicalize_name(requirement.name), "pypi", constraint, written, scope


def _requirements(text: str, scope: str) -> Iterator[_Found]:
    for raw in re.sub(r"\\\r?\n", " ", text).splitlines():
        line = re.sub(r"(?:^|\s)#.*$", "", raw).strip()
        egg = re.search(r"#egg=([\w.-]+)", raw)
        if egg and ("+" in raw or raw.lstrip().startswith("-e")):
            address = re.sub(r"^(?:-e|--editable)\s*=?\s*", "", raw.strip()).split("#")[0]
            yield canonicalize_name(egg[1]), "pypi", address, egg[0], scope
        elif line and not line.startswith("-"):
            # per-requirement options, as hashes, follow the requirement
            written = re.split(r"\s+--?\w", line, maxsplit=1)[0].strip()
            yield from _pypi(written, scope)


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _pyproject(text: str) -> Iterator[_Found]:
    content = tomllib.loads(text)
    for written in _texts(_table(content.get("build-system")).get("requires")):
        yield from _pypi(written, "build")
    project = _table(content.get("project"))
    for written in _texts(project.get("dependencies")):
        yield from _pypi(written, "runtime")
    for extra, items in _table(project.get("optional-dependencies")).items():
        for written in _texts(items):
            yield from _pypi(written, "dev" if _DEVELOPMENT.search(extra) else "optional")
    for items in _table(content.get("dependency-groups")).values():
        for written in _texts(items):
            yield from _pypi(written, "dev")
    tool = _table(content.get("tool"))
    for written in _texts(_table(tool.get("uv")).get("dev-dependencies")):
        yield from _pypi(written, "dev")
    for items in _table(_table(tool.get("pdm")).get("dev-dependencies")).values():
        for written in _texts(items):
            yield from _pypi(written, "dev")
    poetry = _table(tool.get("poetry"))
    yield from _poetry(_table(poetry.get("dependencies")), "runtime")
    yield from _poetry(_table(poetry.get("dev-dependencies")), "dev")
    for group in _table(poetry.get("group")).values():
        yield from _poetry(_table(_table(group).get("dependencies")), "dev")


def _poetry(items: Mapping[str, Any], scope: str) -> Iterator[_Found]:
    for name, value in items.items():
        if name == "python":
            continue
        told = _table(value)
        constraint = value if isinstance(value, str) else told.get("version") or told.get("git")
        is_optional = scope == "runtime" and told.get("optional") is True
        yield (
            canonicalize_name(name),
            "pypi",
            "" if constraint in (None, "*") else str(constraint),
            f"{name} =",
            "optional" if is_optional else scope,
        )


def _pipfile(text: str) -> Iterator[_Found]:
    content = tomllib.loads(text)
    yield from _poetry(_table(content.get("packages")), "runtime")
    yield from _poetry(_table(content.get("dev-packages")), "dev")


def _pipfile_lock(text: str) -> Iterator[_Found]:
    content = json.loads(text)
    for section, scope in (("default", "runtime"), ("develop", "dev")):
        for name, told in _table(content.get(section)).items():
            version = _table(told).get("version") or ""
            yield canonicalize_name(name), "pypi", version, f'"{name}"', scope


def _lock_of_packages(key: str) -> Callable[[str], Iterator[_Found]]:
    """A lock that lists packages under a key: Poetry, uv, PDM, pylock."""

    def read(text: str) -> Iterator[_Found]:
        for package in tomllib.loads(text).get(key, []):
            told = _table(package)
            name, version = told.get("name"), told.get("version")
            source = _table(told.get("source"))
            # the project itself stands in its own lock
            if not isinstance(name, str) or {"virtual", "editable"} & set(source):
                continue
            scope = "dev" if told.get("category") == "dev" else None
            constraint = f"=={version}" if version else ""
            yield canonicalize_name(name), "pypi", constraint, f'name = "{name}"', scope

    return read


def _conda_environment(text: str) -> Iterator[_Found]:
    content = _table(yaml.load(text, Loader=_LOADER))  # noqa: S506 - a safe loader
    items = content.get("dependencies")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, str):
            yield from _conda(item)
        for written in _texts(_table(item).get("pip")):
            yield from _requirements(written, "runtime")


def _conda(written: str) -> Iterator[_Found]:
    spec = _CONDA_SPEC.match(written.strip())
    if spec and spec["name"].lower() not in ("python", "pip"):
        yield spec["name"].lower(), "conda", spec["constraint"].strip(), written, "runtime"


def _conda_lock(text: str) -> Iterator[_Found]:
    content = _table(yaml.load(text, Loader=_LOADER))  # noqa: S506 - a safe loader
    seen = set()
    for package in content.get("package") or []:
        told = _table(package)
        name, version = told.get("name"), told.get("version")
        ecosystem = "pypi" if told.get("manager") == "pip" else "conda"
        # each platform has a row of its own
        if not isinstance(name, str) or (name, version, ecosystem) in seen:
            continue
        seen.add((name, version, ecosystem))
        scope = {"main": "runtime", "dev": "dev"}.get(str(told.get("category")))
        normal = canonicalize_name(name) if ecosystem == "pypi" else name.lower()
        yield normal, ecosystem, f"=={version}" if version else "", f"name: {name}", scope


def _setup_cfg(text: str) -> Iterator[_Found]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(text)
    for section, option, scope in (
        ("options", "setup_requires", "build"),
        ("options", "install_requires", "runtime"),
        ("options", "tests_require", "dev"),
    ):
        if parser.has_option(section, option):
            yield from _requirements(parser.get(section, option), scope)
    extras = "options.extras_require"
    for extra in parser.options(extras) if parser.has_section(extras) else []:
        scope = "dev" if _DEVELOPMENT.search(extra) else "optional"
        yield from _requirements(parser.get(extras, extra), scope)


def _setup_py(text: str) -> Iterator[_Found]:
    tree = ast.parse(text)
    constants: dict[str, Any] = {}
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                constants[name] = _literal(value, constants)
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="setup") | ast.Attribute(attr="setup")):
                yield from _setup_call(node, constants)


def _setup_call(call: ast.Call, constants: Mapping[str, Any]) -> Iterator[_Found]:
    scopes = {"setup_requires": "build", "install_requires": "runtime", "tests_require": "dev"}
    for keyword in call.keywords:
        value = _literal(keyword.value, constants)
        if keyword.arg in scopes:
            items = value.splitlines() if isinstance(value, str) else _texts(value)
            for written in items:
                yield from _pypi(written, scopes[keyword.arg])
        elif keyword.arg == "extras_require":
            for extra, items in _table(value).items():
                scope = "dev" if _DEVELOPMENT.search(str(extra)) else "optional"
                for written in [items] if isinstance(items, str) else _texts(items):
                    yield from _pypi(written, scope)


def _literal(node: ast.expr, constants: Mapping[str, Any]) -> Any:  # noqa: PLR0911 - one a kind
    """The value that an expression writes out, with the module's constants; null for no such."""
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return constants.get(name)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            values = []
            for element in elements:
                if isinstance(element, ast.Starred):
                    spread = _literal(element.value, constants)
                    values += spread if isinstance(spread, list) else []
                else:
                    values.append(_literal(element, constants))
            return values
        case ast.Dict(keys=keys, values=values):
            return {
                str(_literal(key, constants)): _literal(value, constants)
                for key, value in zip(keys, values, strict=True)
                if key is not None
            }
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            one, other = _literal(left, constants), _literal(right, constants)
            both = isinstance(one, list) and isinstance(other, list)
            return [*one, *other] if both else one or other
        case ast.Subscript(value=container, slice=key):
            return _table(_literal(container, constants)).get(str(_literal(key, constants)))
    return None


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_BY_NAME: dict[str, Callable[[str], Iterable[_Found]]] = {
    "pyproject.toml": _pyproject,
    "setup.cfg": _setup_cfg,
    "setup.py": _setup_py,
    "pipfile": _pipfile,
    "pipfile.lock": _pipfile_lock,
    "poetry.lock": _lock_of_packages("package"),
    "uv.lock": _lock_of_packages("package"),
    "pdm.lock": _lock_of_packages("package"),
    "conda-lock.yml": _conda_lock,
}
