"""One card file → its front matter, its entry points and its text. Cards are hostile input."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
import yaml

from ingestion.records import without_e_mail_keys
from ingestion.sources.pytorch_hub.entry_points import EntryPoint, find_entry_points

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 256 * 1024
"""What is read of a card; the largest real one has 14 KB."""

_FENCE = "---"
_MOST_FRONT_MATTER = 16 * 1024
_MOST_NESTING = 20
_E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[A-Za-z]{2,24}\b")


class BrokenCardError(Exception):
    """A card that cannot be read, with the reason."""


@dataclass(frozen=True)
class Card:
    """A card as it was read.

    Attributes:
        name: its file name.
        sha256: of the whole file.
        byte_count: of the whole file.
        is_cut: whether the text or the entry points are not all there.
        front_matter: JSON object, values as YAML reads them.
        text: the file without e-mail addresses, up to `MOST_BYTES`.
        entry_points: what it loads, each once.
        unresolved_call_count: calls whose repository or entry point is computed.
    """

    name: str
    sha256: str
    byte_count: int
    is_cut: bool
    front_matter: str
    text: str
    entry_points: tuple[EntryPoint, ...]
    unresolved_call_count: int


def read_card(file: Path) -> Card | None:
    """Reads a card; None for a page that is none, since it has no front matter.

    Raises:
        BrokenCardError: when it begins like a card and cannot be read as one.
        OSError: when the file cannot be read.
    """
    if file.is_symlink():
        message = "it is a link, which could lead out of the folder"
        raise BrokenCardError(message)
    content = file.read_bytes()
    is_cut = len(content) > MOST_BYTES
    try:
        # a cut in the middle of a letter is no fault of the card
        text = content[:MOST_BYTES].decode("utf-8-sig", errors="ignore" if is_cut else "strict")
    except UnicodeDecodeError as error:
        message = "it is no text in UTF-8"
        raise BrokenCardError(message) from error
    text = _E_MAIL.sub("<e-mail>", text.replace("\r\n", "\n"))
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), 0)
    if not end:
        message = "its front matter is not closed by a line of ---"
        raise BrokenCardError(message)
    found = find_entry_points("\n".join(lines[end + 1 :]))
    return Card(
        name=file.name,
        sha256=hashlib.sha256(content).hexdigest(),
        byte_count=len(content),
        is_cut=is_cut or found.is_cut,
        front_matter=_front_matter("\n".join(lines[1:end])),
        text=text,
        entry_points=found.entry_points,
        unresolved_call_count=found.unresolved_call_count,
    )


def _front_matter(text: str) -> str:
    """Front matter as JSON, safely: no tags of Python, and nothing that grows while it is read."""
    if len(text) > _MOST_FRONT_MATTER:
        message = f"its front matter is longer than {_MOST_FRONT_MATTER:,} characters"
        raise BrokenCardError(message)
    try:
        _check_events(text)
        values: Any = yaml.safe_load(text)
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        mark = getattr(error, "problem_mark", None)
        # the line of the file: the front matter begins on its second
        where = f" in line {mark.line + 2}" if mark else ""
        message = f"its front matter is no YAML: {problem}{where}"
        raise BrokenCardError(message) from error
    except (ValueError, RecursionError) as error:
        message = f"its front matter holds a value that cannot be read: {_first_line(error)}"
        raise BrokenCardError(message) from error
    if not isinstance(values, dict):
        message = "its front matter is no list of keys and values"
        raise BrokenCardError(message)
    try:
        payload = orjson.dumps(values, default=str, option=orjson.OPT_NON_STR_KEYS)
    except (TypeError, ValueError) as error:
        message = f"its front matter holds a value that has no JSON: {_first_line(error)}"
        raise BrokenCardError(message) from error
    return without_e_mail_keys(payload.decode())


def _check_events(text: str) -> None:
    """Refuses YAML that costs more than its length.

    Nine lines of aliases can stand for a billion values, and each level of nesting makes every
    further token slower to read.
    """
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            message = "its front matter has YAML aliases, which are not followed"
            raise BrokenCardError(message)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _MOST_NESTING:
            message = f"its front matter is nested more than {_MOST_NESTING} levels deep"
            raise BrokenCardError(message)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
