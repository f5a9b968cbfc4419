"""Names of repositories, however somebody wrote them down."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import orjson

from ingestion.errors import PtmError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# what GitHub allows; `.git` at the end is git's and not the name's
_NAME = re.compile(
    r"(?:(?:git\+)?(?:https?|ssh|git)://)?(?:[\w.-]+@)?(?:www\.)?(?:github\.com[/:])?"
    r"(?P<owner>[A-Za-z0-9][A-Za-z0-9_-]*)/(?P<name>[A-Za-z0-9_.-]+?)(?:\.git)?/*"
)
_NAMED = 3


def repository_name(text: str) -> str | None:
    """`owner/name` of a repository, also where it was written as an address; null for neither."""
    match = _NAME.fullmatch(text.strip())
    if match is None or match["name"] in {".", ".."}:
        return None
    return f"{match['owner']}/{match['name']}"


def distinct_names(texts: Iterable[str]) -> list[str]:
    """Names in their order, each once: GitHub ignores case. What is no name is left out."""
    names: dict[str, str] = {}
    for text in texts:
        name = repository_name(text)
        if name:
            names.setdefault(name.lower(), name)
    return list(names.values())


def read_names(file: Path) -> list[str]:
    """The repositories of a file, each once.

    Args:
        file: a name or address a line (what follows `#` is a remark), a CSV with a column
            `repository`, or JSON: a list of names, or an object whose keys are names.

    Raises:
        PtmError: when the file cannot be read, or a line is no name.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file} cannot be read ({error}). Name a text file with a repository a line."
        raise PtmError(message) from error
    entries = _entries(file, text)
    wrong = [entry for entry in entries if repository_name(entry) is None]
    if wrong:
        named = ", ".join(map(repr, wrong[:_NAMED]))
        more = f" and {len(wrong) - _NAMED:,} more" if len(wrong) > _NAMED else ""
        message = (
            f"{file} holds what is no repository of GitHub: {named}{more}. "
            "Write owner/name or its address, one a line."
        )
        raise PtmError(message)
    names = distinct_names(entries)
    if not names:
        message = f"{file} names no repository. Write owner/name, one a line."
        raise PtmError(message)
    return names


def _entries(file: Path, text: str) -> list[str]:
    if text.lstrip()[:1] in {"[", "{"}:
        try:
            content = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            message = f"{file} is not JSON ({error}). Write the file again, whole."
            raise PtmError(message) from error
        return [str(entry) for entry in content]
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    filled = [line for line in lines if line]
    if filled and "repository" in filled[0].lower().split(","):
        rows = csv.DictReader(text.splitlines())
        column = next(name for name in rows.fieldnames or () if name.lower() == "repository")
        return [row[column] for row in rows if row[column]]
    return filled
