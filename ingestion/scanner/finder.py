"""The call sites of one file."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingestion.scanner.calls import CallSite
from ingestion.scanner.modules import Module, last_name
from ingestion.scanner.outcome import Outcome, outcome_of
from ingestion.scanner.parsing import no_collector
from ingestion.scanner.resolve import attributes, calling, choices, names, texts
from ingestion.scanner.resolve.attributes import MAX_BASES
from ingestion.scanner.resolve.resolver import Resolver
from ingestion.scanner.revisions import revision_kind
from ingestion.scanner.signatures import DISTINCTIVE_CALLABLES
from ingestion.scanner.values import Class, Entries, Known, Reference, Slot, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingestion.scanner.calls import Repository, SourceFile
    from ingestion.scanner.scopes import Scope
    from ingestion.scanner.signatures import Signature, Signatures

RULE_MODULES = (attributes, calling, choices, names, texts)
"""Imported for the rules that they register."""

_NAMES = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a call.

    Attributes:
        values: what it may be; empty where the call does not have it.
        source: its text.
    """

    values: tuple[Value, ...] = ()
    source: str | None = None


def find_calls(
    file: SourceFile, signatures: Signatures, repository: Repository | None
) -> list[CallSite]:
    """The call sites of a file, in the order of the text."""
    with no_collector():
        # a function of its own: its tree is freed before the collector is back
        found = _found(file, signatures, repository)
    return sorted(found, key=lambda site: (site.cell or 0, site.line, site.column))


def _found(
    file: SourceFile, signatures: Signatures, repository: Repository | None
) -> list[CallSite]:
    module = Module.of(file)
    finder = _Finder(module, signatures, Resolver(file, signatures, repository))
    try:
        return [
            site for call, scope in finder.candidates() for site in finder.sites_of(call, scope)
        ]
    finally:
        module.release()


class _Finder:
    def __init__(self, module: Module, signatures: Signatures, resolver: Resolver) -> None:
        self.module = module
        self.signatures = signatures
        self.resolver = resolver

    def candidates(self) -> Iterator[tuple[ast.Call, Scope]]:
        """Calls whose name, or a name that stands for it, is the last part of a callable."""
        words = self._words()
        lines = self.module.lines_with(words)
        nodes = list(self.module.nodes_at(lines))
        aliases = self._aliases(nodes, words)
        if aliases:
            words |= aliases
            nodes = list(self.module.nodes_at(lines | self.module.lines_with(aliases)))
        for node, scope in nodes:
            if isinstance(node, ast.Call) and last_name(node.func) in words:
                yield node, scope

    def _words(self) -> set[str]:
        words = set(DISTINCTIVE_CALLABLES)
        by_root = self.signatures.words_by_root
        for line in self.module.lines:
            if "import" in line:
                for name in _NAMES.findall(line):
                    words |= by_root.get(name, frozenset())
        return words

    @staticmethod
    def _aliases(nodes: list[tuple[ast.AST, Scope]], words: set[str]) -> set[str]:
        """Other names under which this file calls the same: imports `as`, assignments."""
        found: set[str] = set()
        for node, _ in nodes:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                found |= {a.asname for a in node.names if a.asname and a.name in words}
            elif isinstance(node, ast.ClassDef):
                if any(last_name(base) in words for base in node.bases):
                    found.add(node.name)
            elif isinstance(node, ast.Assign) and (
                last_name(node.value) in words or _is_partial_of(node.value, words)
            ):
                found |= {t.id for t in node.targets if isinstance(t, ast.Name)}
        return found - words

    def sites_of(self, call: ast.Call, scope: Scope) -> Iterator[CallSite]:
        """The call sites of a call: none, one, or one per id that it takes."""
        self.resolver.fresh()
        dotted, signatures, doubt = self._callee(call, scope)
        for signature in signatures:
            outcome, argument = self._outcome(call, scope, signature)
            if outcome is not None:
                yield self._site(call, scope, dotted, signature, argument, outcome, doubt)

    def _callee(
        self, call: ast.Call, scope: Scope
    ) -> tuple[tuple[str, ...], tuple[Signature, ...], str | None]:
        """What is called: the dotted name, its signatures, and a doubt to be told."""
        callees = self.resolver.evaluate(call.func, scope)
        for callee in callees:
            if isinstance(callee, Reference):
                found = self.signatures.matching(callee.dotted)
                if found:
                    return callee.dotted, found, None
            if isinstance(callee, Class):
                dotted = self._made_as(callee)
                if dotted:
                    return dotted, self.signatures.matching(dotted), None
        word = last_name(call.func)
        unknown = [value for value in callees if isinstance(value, Unknown)]
        if word in DISTINCTIVE_CALLABLES and isinstance(call.func, ast.Attribute) and unknown:
            library = self._only_library(word)
            if library is not None:
                text = self.module.source(call.func.value)
                doubt = f"`{text}` is taken for a class of {library.library}, which the file names"
                dotted = (*library.import_path.split("."), text, word)
                return dotted, (library,), doubt
        return (), (), None

    def _made_as(self, of: Class, depth: int = 0) -> tuple[str, ...]:
        """The library's class whose way to be made a class of the repository inherits, if any."""
        if depth > MAX_BASES or "__init__" in of.scope.child(of.node).bindings:
            return ()
        for base in of.node.bases:
            for value in self.resolver.evaluate(base, of.scope):
                if isinstance(value, Class):
                    return self._made_as(value, depth + 1)
                if isinstance(value, Reference) and self.signatures.matching(value.dotted):
                    return value.dotted
        return ()

    def _only_library(self, word: str) -> Signature | None:
        """The library with this method that the file imports first."""
        text = self.module.file.text
        rows = [row for row in self.signatures.by_last_part.get(word, ()) if row.parts[0] == "*"]
        found = [
            (at, row)
            for row in rows
            if (at := _first_import(text, row.import_path.partition(".")[0])) != -1
        ]
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _outcome(
        self, call: ast.Call, scope: Scope, signature: Signature
    ) -> tuple[Outcome | None, Argument]:
        if self._is_dataset(call, scope):
            return None, Argument()
        match signature.names_from:
            case "module":
                name = signature.name_template
                return Outcome.named(
                    "literal", f"package {signature.import_path}", name
                ), Argument()
            case "callable":
                return self._builder(call, scope, signature), Argument()
        argument = self.argument(call, scope, signature.id_arguments, signature.id_position)
        second = Argument()
        if signature.names_from in ("entry_point", "architecture"):
            second_name = ("model",) if signature.names_from == "entry_point" else ("pretrained",)
            second = self.argument(call, scope, second_name, 1)
            if argument.source and second.source:
                argument = Argument(argument.values, f"{argument.source}, {second.source}")
        asked = None
        if signature.names_from == "argument" and signature.weights_arguments:
            asked = self.argument(
                call, scope, signature.weights_arguments, signature.weights_position
            ).values
        outcome = outcome_of(
            argument.values, second.values, asked, signature, self.signatures, self.module,
            self.resolver,
        )  # fmt: skip
        return outcome, argument

    def _builder(self, call: ast.Call, scope: Scope, signature: Signature) -> Outcome:
        """A function that is named after its PTM, and loads it when asked for weights."""
        name = signature.name_template.format(signature.parts[0])
        if not signature.weights_arguments:
            return Outcome.named("literal", f"named by `{signature.callable}`", name)
        asked = self.argument(call, scope, signature.weights_arguments, signature.weights_position)
        return Outcome.builder(name, signature, asked.values)

    def _is_dataset(self, call: ast.Call, scope: Scope) -> bool:
        kinds = self.argument(call, scope, ("repo_type",), None).values
        return bool(kinds) and all(
            isinstance(kind, Known) and kind.value in ("dataset", "space") for kind in kinds
        )

    def argument(
        self, call: ast.Call, scope: Scope, keywords: tuple[str, ...], position: int | None
    ) -> Argument:
        """The first of these arguments that a call has, by name, by place or within `**`."""
        for name in keywords:
            for keyword in call.keywords:
                if keyword.arg == name:
                    return self._given(keyword.value, scope)
        if position is not None:
            before = call.args[: position + 1]
            if any(isinstance(argument, ast.Starred) for argument in before):
                where = self.resolver.place(call, scope)
                return Argument((Unknown(steps=(f"passed within `*` at {where}",)),))
            if len(call.args) > position:
                return self._given(call.args[position], scope)
        for keyword in call.keywords:
            if keyword.arg is None:
                found = self._within(keyword.value, scope, keywords)
                if found is not None:
                    return found
        return Argument()

    def _given(self, node: ast.expr, scope: Scope) -> Argument:
        values = tuple(self.resolver.evaluate(node, scope))
        return Argument(values or (Unknown(steps=("refers to itself",)),), self.module.source(node))

    def _within(self, node: ast.expr, scope: Scope, keywords: tuple[str, ...]) -> Argument | None:
        """An argument that `**` passes: known for a dictionary, else possible for the id alone."""
        for value in self.resolver.evaluate(node, scope):
            if isinstance(value, Entries):
                slots = [slot for key, slot in value.pairs if key in keywords]
                if slots:
                    return Argument(
                        tuple(self._entered(slots[-1])), f"**{self.module.source(node)}"
                    )
        return None

    def _entered(self, slot: Slot) -> list[Value]:
        if slot.node is not None and slot.scope is not None:
            return self.resolver.evaluate(slot.node, slot.scope)
        return list(slot.ready)

    def _flag(self, call: ast.Call, scope: Scope, name: str) -> bool | None:
        argument = self.argument(call, scope, (name,), None)
        if not argument.values:
            return False
        found = {bool(v.value) if isinstance(v, Known) else None for v in argument.values}
        return found.pop() if len(found) == 1 else None

    def _revision(
        self, call: ast.Call, scope: Scope, signature: Signature, outcome: Outcome
    ) -> str | None:
        if outcome.revision or not signature.revision_argument:
            return outcome.revision
        argument = self.argument(call, scope, (signature.revision_argument,), None)
        for value in argument.values:
            if isinstance(value, Known) and isinstance(value.value, str) and value.value:
                return value.value
        unknown = any(isinstance(value, Unknown) for value in argument.values)
        return argument.source if unknown else None

    def _site(
        self,
        call: ast.Call,
        scope: Scope,
        dotted: tuple[str, ...],
        signature: Signature,
        argument: Argument,
        outcome: Outcome,
        doubt: str | None,
    ) -> CallSite:
        revision = self._revision(call, scope, signature, outcome)
        line, cell = self.module.file.place(call.lineno)
        end_line, _ = self.module.file.place(call.end_lineno or call.lineno)
        depth = len(signature.parts)
        column = len(
            self.module.lines[call.lineno - 1].encode()[: call.col_offset].decode(errors="replace")
        )
        return CallSite(
            path=self.module.file.path,
            line=line,
            column=column,
            end_line=end_line,
            cell=cell,
            library=signature.library,
            import_path=".".join(dotted[:-depth]),
            callable=".".join(dotted[-depth:]),
            hub=signature.hub,
            argument=argument.source,
            resolution_status=outcome.status,
            resolution_path="; ".join(filter(None, (outcome.path, doubt))),
            resolved_names=outcome.names,
            revision=revision,
            revision_kind=revision_kind(revision) if revision else None,
            trusts_remote_code=self._flag(call, scope, "trust_remote_code"),
            local_files_only=self._flag(call, scope, "local_files_only"),
        )


def _is_partial_of(node: ast.expr, words: set[str]) -> bool:
    """Whether it is `functools.partial` of a callable."""
    return (
        isinstance(node, ast.Call)
        and last_name(node.func) == "partial"
        and bool(node.args)
        and last_name(node.args[0]) in words
    )


def _first_import(text: str, root: str) -> int:
    places = [at for word in ("from ", "import ") if (at := text.find(word + root)) != -1]
    return min(places, default=-1)
