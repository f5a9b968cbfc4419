"""How the argument of a call resolved: the status, the names, and the way that led there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from ingestion.scanner.hub_names import HubName, hub_name, torch_hub_name
from ingestion.scanner.local_folders import why_local
from ingestion.scanner.values import (
    Class,
    Entries,
    Instance,
    Items,
    Known,
    Made,
    Reference,
    Unknown,
    Value,
    less_direct,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingestion.scanner.calls import ResolutionStatus
    from ingestion.scanner.modules import Module
    from ingestion.scanner.resolve.resolver import Resolver
    from ingestion.scanner.signatures import Signature, Signatures

UNRESOLVED: tuple[ResolutionStatus, ...] = ("parameter", "computed", "local_path", "missing")
"""Of several reasons why a call names no PTM, the first of these is told."""

MAX_PATHS = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an argument came to."""

    status: ResolutionStatus
    path: str
    names: tuple[str, ...] = ()
    revision: str | None = None

    @classmethod
    def named(cls, status: ResolutionStatus, path: str, *names: str) -> Outcome:
        """An argument that names PTMs."""
        return cls(status, path, names)

    @classmethod
    def builder(cls, name: str, signature: Signature, asked: Sequence[Value]) -> Outcome:
        """A function named after its PTM, called with or without weights."""
        wanted, why = weights_asked(asked)
        arguments = " or ".join(f"`{argument}`" for argument in signature.weights_arguments)
        if not wanted:
            return cls("missing", f"{arguments} {why}: no weights are loaded")
        return cls("literal", f"named by `{signature.callable}`, {arguments} {why}", (name,))


def weights_asked(asked: Sequence[Value]) -> tuple[bool, str]:
    """Whether a call asks for pretrained weights, and how that is known."""
    if not asked:
        return False, "is absent"
    known = [value for value in asked if isinstance(value, Known)]
    if len(known) == len(asked) and not any(value.value for value in known):
        return False, f"is {known[0].value}"
    return True, "is given"


def outcome_of(
    values: Sequence[Value],
    second: Sequence[Value],
    asked: Sequence[Value] | None,
    signature: Signature,
    signatures: Signatures,
    module: Module,
    resolver: Resolver,
) -> Outcome | None:
    """What the id argument of a call came to; null where the call is none that loads a PTM.

    Args:
        values: of the id argument; empty where it is absent.
        second: of the argument that completes the id (entry point, pretrained tag).
        asked: of the argument that asks for weights; null where there is none such.
        signature: of the call.
        signatures: hold the short names.
        module: the file.
        resolver: what it may look up beside the file.
    """
    given = [v for v in _flat(values, resolver) if not (isinstance(v, Known) and v.value is None)]
    if not given:
        if signature.names_from == "optional_argument":
            return None
        arguments = " or ".join(f"`{argument}`" for argument in signature.id_arguments)
        by_caller = next((value for value in values if value.status == "default"), None)
        if by_caller is not None:
            return Outcome("parameter", f"{_told(by_caller.steps)}, which is None")
        return Outcome("missing", f"no argument {arguments}")
    if signature.names_from == "optional_argument" and not _has_text(given):
        return None

    def is_local(text: str) -> str | None:
        return why_local(text, module, resolver)

    found: list[tuple[HubName, ResolutionStatus, tuple[str, ...]]] = []
    unresolved: list[tuple[ResolutionStatus, str]] = []
    has_other = False
    for value, completion in _completed(given, second, signature):
        if not (isinstance(value, Known) and isinstance(value.value, str)):
            unresolved.append(_unresolved(value))
            continue
        status, steps = value.status, value.steps
        if signature.names_from == "entry_point":
            verdict, status, steps = _entry_point(value, completion)
            if verdict is None:
                unresolved.append((status, _told(steps)))
                continue
        elif isinstance(completion, Known) and completion.value:
            verdict = hub_name(f"{value.value}/{completion.value}", signature, signatures, is_local)
            status = less_direct(status, completion.status)
        else:
            verdict = hub_name(value.value, signature, signatures, is_local)
            is_architecture = signature.names_from == "architecture" and "/" not in verdict.name
            if is_architecture and not completion:
                unresolved.append(("missing", "`pretrained` is absent: no weights are loaded"))
                continue
        if verdict.verdict == "name":
            found.append((verdict, status, steps))
        elif verdict.verdict == "local_path":
            unresolved.append(("local_path", _told((*steps, f"{value.value!r} is {verdict.why}"))))
        else:
            has_other = True
    if asked is not None and found and not _is_hub_id(given, signature):
        wanted, why = weights_asked(asked)
        if not wanted:
            name = signature.weights_arguments[0]
            return Outcome("missing", f"`{name}` {why}: no weights are loaded")
    if found:
        return _named(found, unresolved)
    if not unresolved:
        return None if has_other else Outcome("missing", "the argument is empty")
    status, path = min(unresolved, key=lambda reason: UNRESOLVED.index(reason[0]))
    return Outcome(status, path)


def _named(
    found: list[tuple[HubName, ResolutionStatus, tuple[str, ...]]],
    unresolved: list[tuple[ResolutionStatus, str]],
) -> Outcome:
    status: ResolutionStatus = "literal"
    for _, of_one, _ in found:
        status = less_direct(status, of_one)
    paths = list(dict.fromkeys(_told(steps) for _, _, steps in found))
    if len(paths) > MAX_PATHS:
        paths = [*paths[:MAX_PATHS], f"and {len(paths) - MAX_PATHS} more ways"]
    if unresolved:
        paths.append(f"otherwise {unresolved[0][1]}")
    revisions = {name.revision for name, _, _ in found}
    names = tuple(dict.fromkeys(name.name for name, _, _ in found))
    return Outcome(
        status, "; ".join(paths), names, next(iter(revisions)) if len(revisions) == 1 else None
    )


def _told(steps: Iterable[str]) -> str:
    return ", from ".join(dict.fromkeys(steps)) or "literal"


def _completed(
    given: Sequence[Value], second: Sequence[Value], signature: Signature
) -> Iterable[tuple[Value, Value | None]]:
    if signature.names_from not in ("entry_point", "architecture") or not second:
        return [(value, None) for value in given]
    return list(product(given, second))


def _entry_point(
    value: Known, completion: Value | None
) -> tuple[HubName | None, ResolutionStatus, tuple[str, ...]]:
    if completion is None:
        return None, "missing", ("no entry point",)
    if not (isinstance(completion, Known) and isinstance(completion.value, str)):
        status, path = _unresolved(completion)
        return None, status, ("entry point", path)
    verdict = torch_hub_name(str(value.value), completion.value)
    steps = (*value.steps, *completion.steps)
    return verdict, less_direct(value.status, completion.status), steps


def _unresolved(value: Value) -> tuple[ResolutionStatus, str]:
    if isinstance(value, Unknown):
        return value.status, _told(value.steps)
    if isinstance(value, (Instance, Made, Reference, Class)):
        name = (
            ".".join(value.dotted)
            if isinstance(value, Reference)
            else (value.of if isinstance(value, Instance) else value).node.name
        )
        return "computed", _told((*value.steps, f"`{name}`, which is no text"))
    return "computed", _told((*value.steps, "what is no text"))


def _flat(values: Iterable[Value], resolver: Resolver) -> list[Value]:
    """The values, lists of names opened: some calls take several at once."""
    from ingestion.scanner.resolve.containers import elements_of  # noqa: PLC0415 - rules come later

    found: list[Value] = []
    for value in values:
        found += elements_of(resolver, value) if isinstance(value, Items) else [value]
    return found


def _has_text(values: Iterable[Value]) -> bool:
    """Whether an argument that takes names and objects alike has, or may have, a name."""
    return any(
        (isinstance(value, Known) and isinstance(value.value, str))
        or (isinstance(value, Unknown) and value.status in ("parameter", "local_path"))
        for value in values
    ) and not all(isinstance(value, Entries) for value in values)


def _is_hub_id(given: Iterable[Value], signature: Signature) -> bool:
    return any(
        isinstance(value, Known)
        and isinstance(value.value, str)
        and value.value.startswith(signature.id_prefixes or ("\0",))
        for value in given
    )
