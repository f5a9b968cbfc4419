"""What a card loads: the `torch.hub.load` calls in its code, comments and text.

Cards are hostile input. Code is parsed with `ast` and never run; where it does not parse, a pattern
finds the calls whose arguments are written out.
"""

from __future__ import annotations

import ast
import io
import re
import textwrap
import tokenize
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING, Literal

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

FoundIn = Literal["code", "comment", "text"]
Argument = Literal["literal", "constant"]

MOST_COMBINATIONS = 2_000
"""A card may name so many repositories and entry points at most; the largest real one names 32."""

_MOST_CONSTANTS = 50
_REPOSITORY = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100})(:(?P<ref>[^\s:]{1,200}))?"
)
_ENTRY_POINT = re.compile(r"[^\s/\x00-\x1f\x7f]{1,200}")
_CALL = re.compile(
    r"\bhub\.load\(\s*(?:repo_or_dir\s*=\s*)?(['\"])([^'\"\n]{1,300})\1\s*,"
    r"\s*(?:model\s*=\s*)?(['\"])([^'\"\n]{1,300})\3"
)
# what a syntax tree of hostile code can fail with
_UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True)
class EntryPoint:
    """Something that a card loads from a repository.

    Attributes:
        repository: `owner/name` as the card writes it.
        ref: branch or tag behind the colon; None for the default branch.
        name: the entry point.
        found_in: `code`, `comment` (a variant that the reader may choose) or `text`.
        argument: `literal`, or `constant` where the call takes a variable that was given texts.
    """

    repository: str
    ref: str | None
    name: str
    found_in: FoundIn
    argument: Argument


@dataclass(frozen=True)
class Found:
    """What was found in a card.

    Attributes:
        entry_points: each once, in the order in which the card is read: code, then text.
        unresolved_call_count: calls whose repository or entry point is computed.
        is_cut: whether there were more than are kept.
    """

    entry_points: tuple[EntryPoint, ...]
    unresolved_call_count: int
    is_cut: bool


@dataclass(frozen=True)
class _Piece:
    """Code that parses, and where it stood."""

    tree: ast.Module
    found_in: FoundIn


def find_entry_points(markdown: str) -> Found:
    """All entry points that a card's body loads.

    Args:
        markdown: the card without its front matter.
    """
    blocks, text = _split(markdown)
    pieces: list[_Piece] = []
    broken: list[tuple[str, FoundIn]] = []
    for block in blocks:
        tree = _parsed(block)
        if tree is None:
            broken.append((block, "code"))
            continue
        pieces.append(_Piece(tree, "code"))
        for comment in _comments(block):
            for lines in _parsable(comment):
                pieces.append(_Piece(lines, "comment"))
            broken.append((comment, "comment"))
    broken.append((text, "text"))
    return _collected(pieces, broken)


def _split(markdown: str) -> tuple[list[str], str]:
    """Code blocks in their order, and the lines outside of them."""
    lines = markdown.split("\n")
    blocks = []
    for token in MarkdownIt("commonmark").disable("inline").parse(markdown):
        if token.type in {"fence", "code_block"} and token.map:
            blocks.append(token.content)
            first, end = token.map
            lines[first:end] = [""] * (end - first)
    return blocks, "\n".join(lines)


def _parsed(code: str) -> ast.Module | None:
    try:
        return ast.parse(textwrap.dedent(code))
    except _UNPARSABLE:
        return None


def _comments(code: str) -> Iterator[str]:
    """The comments of a block; those on lines that follow each other are one."""
    group: list[str] = []
    last_line = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(textwrap.dedent(code)).readline):
            if token.type != tokenize.COMMENT:
                continue
            if group and token.start[0] != last_line + 1:
                yield "\n".join(group)
                group = []
            group.append(token.string.lstrip("#").removeprefix(" "))
            last_line = token.start[0]
    except (tokenize.TokenError, *_UNPARSABLE):
        pass  # what was found so far stands
    if group:
        yield "\n".join(group)


def _parsable(comment: str) -> Iterator[ast.Module]:
    """A comment as code: whole, or those of its lines that are code."""
    whole = _parsed(comment)
    if whole is not None:
        yield whole
        return
    for line in comment.split("\n"):
        tree = _parsed(line)
        if tree is not None:
            yield tree


def _collected(pieces: list[_Piece], broken: list[tuple[str, FoundIn]]) -> Found:
    constants = _constants(pieces)
    candidates: list[EntryPoint] = []
    unresolved_call_count = 0
    for piece in pieces:
        for call in _calls(piece.tree):
            named = list(islice(_candidates(call, piece.found_in, constants), MOST_COMBINATIONS))
            unresolved_call_count += not named
            candidates += named[: MOST_COMBINATIONS + 1 - len(candidates)]
    for text, found_in in broken:
        matches = _CALL.finditer(text)
        written_out = (_entry_point(call[2], call[4], found_in, "literal") for call in matches)
        candidates += list(islice(filter(None, written_out), MOST_COMBINATIONS + 1))
    found: dict[tuple[str, str | None, str], EntryPoint] = {}
    for candidate in candidates[:MOST_COMBINATIONS]:
        key = (candidate.repository, candidate.ref, candidate.name)
        found.setdefault(key, candidate)
    return Found(
        tuple(found.values()), unresolved_call_count, is_cut=len(candidates) > MOST_COMBINATIONS
    )


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls of `torch.hub.load` or `hub.load`, as they stand in the code."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "load"
        and (
            (isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "hub")
            or (isinstance(node.func.value, ast.Name) and node.func.value.id == "hub")
        )
    ]
    yield from sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _candidates(
    call: ast.Call, found_in: FoundIn, constants: dict[str, list[str]]
) -> Iterator[EntryPoint]:
    """The entry points that a call can load; none where an argument is computed."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    repository = call.args[0] if call.args else named.get("repo_or_dir")
    name = call.args[1] if len(call.args) > 1 else named.get("model")
    if repository is None or name is None:
        return
    written_out = isinstance(repository, ast.Constant) and isinstance(name, ast.Constant)
    for texts in product(_texts(repository, constants), _texts(name, constants)):
        candidate = _entry_point(*texts, found_in, "literal" if written_out else "constant")
        if candidate:
            yield candidate


def _entry_point(
    repository: str, name: str, found_in: FoundIn, argument: Argument
) -> EntryPoint | None:
    """The entry point, unless the texts name a folder or nothing that could be one."""
    match = _REPOSITORY.fullmatch(repository)
    if not match or not _ENTRY_POINT.fullmatch(name):
        return None
    return EntryPoint(match["name"], match["ref"], name, found_in, argument)


def _texts(expression: ast.expr, constants: dict[str, list[str]]) -> list[str]:
    """The texts that an expression can be, without running it."""
    if isinstance(expression, ast.Constant):
        return [expression.value] if isinstance(expression.value, str) else []
    if isinstance(expression, ast.Name):
        return constants.get(expression.id, [])
    if isinstance(expression, ast.List | ast.Tuple | ast.Set):
        return [text for element in expression.elts for text in _texts_of_leaf(element)]
    if isinstance(expression, ast.IfExp):
        return [*_texts_of_leaf(expression.body), *_texts_of_leaf(expression.orelse)]
    return []


def _texts_of_leaf(expression: ast.expr) -> list[str]:
    is_text = isinstance(expression, ast.Constant) and isinstance(expression.value, str)
    return [expression.value] if is_text else []  # type: ignore[attr-defined]


def _constants(pieces: list[_Piece]) -> dict[str, list[str]]:
    """Variable → the texts that a card gives it, in code, loops and comments."""
    constants: dict[str, list[str]] = defaultdict(list)
    for piece in pieces:
        for target, value in _assignments(piece.tree):
            room = _MOST_CONSTANTS - len(constants[target])
            constants[target] += list(islice(_texts(value, dict(constants)), room))
    return {name: list(dict.fromkeys(texts)) for name, texts in constants.items()}


def _assignments(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _paired(target, node.value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from _paired(node.target, node.value)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            yield from _paired(node.target, node.iter)


def _paired(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        for part, part_value in zip(target.elts, value.elts, strict=False):
            if isinstance(part, ast.Name):
                yield part.id, part_value
