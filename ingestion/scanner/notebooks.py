"""Notebooks as Python: code cells joined by line breaks, magics blanked out, places kept."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from typing import Any

import orjson

from ingestion.scanner.calls import SourceFile

_MAGIC = re.compile(r"^\s*(?:%|!|\?|\w[\w, ]*=\s*[!%]\w)|\?\s*$", re.M)
_MAGIC_LINE = re.compile(
    r"^(?P<indent>\s*)(?:%|!|\?|[\w, .\[\]]+=\s*[!%]\w)|^(?P<asks>\s*)[\w.]+\?\??\s*$"
)
_SHELL_LINE = re.compile(r"^\s*(?:\w[\w, ]*=\s*)?!+(?P<command>.*)$")
_PYTHON_CELL_MAGICS = frozenset(
    {"time", "timeit", "capture", "prun", "python", "python3", "pypy", "debug", "memit", "mprun"}
)
_SHELL_CELL_MAGICS = frozenset({"bash", "sh", "shell", "script", "cmd", "!"})


class BrokenNotebookError(Exception):
    """A file that is no notebook; the text is the reason."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell.

    Attributes:
        number: its place among all cells, from 1.
        text: its lines; a magic's line is blank, or `pass` where a block needs a statement.
        shell: lines that go to a shell, the others blank; null when there are none.
    """

    number: int
    text: str
    shell: str | None


@dataclass(frozen=True, slots=True)
class Notebook:
    """The code of a notebook.

    Attributes:
        path: of the file.
        cells: those with code.
        is_python: false when the kernel is of another language.
    """

    path: str
    cells: tuple[Cell, ...]
    is_python: bool

    def source(self) -> SourceFile:
        """All cells as one file of Python."""
        return _joined(self.path, self.cells)

    def source_that_parses(self) -> tuple[SourceFile, int]:
        """The cells that are Python 3 for themselves, and how many are not."""
        good = tuple(cell for cell in self.cells if _parses(cell.text))
        return _joined(self.path, good), len(self.cells) - len(good)


def read_notebook(path: str, content: bytes) -> Notebook:
    """Reads a notebook of format 3 or 4.

    Raises:
        BrokenNotebookError: when it is none.
    """
    try:
        told = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        try:
            told = orjson.loads(content.decode("utf-8-sig", errors="replace"))
        except orjson.JSONDecodeError as error:
            message = f"no JSON: {error.msg} at line {error.lineno}"
            raise BrokenNotebookError(message) from error
    if not isinstance(told, dict):
        message = "JSON, but no notebook"
        raise BrokenNotebookError(message)
    sheets = told.get("worksheets")
    found = told.get("cells")
    if not isinstance(found, list):
        pages = sheets if isinstance(sheets, list) else []
        found = [cell for page in pages if isinstance(page, dict) for cell in page.get("cells", [])]
    cells = []
    for number, cell in enumerate(found, start=1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            text = _text(cell.get("source", cell.get("input")))
            if text.strip():
                cells.append(_cell(number, text))
    return Notebook(path, tuple(cells), _language(told.get("metadata")) == "python")


def _text(value: Any) -> str:
    lines = value if isinstance(value, list) else [value]
    text = "".join(line for line in lines if isinstance(line, str))
    return "\n".join(text.splitlines())


def _language(metadata: Any) -> str:
    told = metadata if isinstance(metadata, dict) else {}
    for key, field in (("language_info", "name"), ("kernelspec", "language")):
        part = told.get(key)
        name = part.get(field) if isinstance(part, dict) else None
        if isinstance(name, str) and name:
            return "python" if name.lower().startswith(("python", "ipython")) else name.lower()
    return "python"


def _cell(number: int, text: str) -> Cell:
    if not _MAGIC.search(text):
        return Cell(number, text, None)
    first = next(line for line in text.split("\n") if line.strip())
    if first.startswith("%%"):
        words = first[2:].split() or [""]
        rest = text.replace(first, "", 1)
        if words[0] in _SHELL_CELL_MAGICS:
            return Cell(number, "", rest)
        if words[0] not in _PYTHON_CELL_MAGICS:
            return Cell(number, "", None)
        text = rest
    # a line that begins with % inside a string is no magic, and such a cell parses as it is
    return Cell(number, text, None) if _parses(text) else _without_magics(number, text)


def _without_magics(number: int, text: str) -> Cell:
    python, shell = [], []
    continues, is_shell = False, False
    for line in text.split("\n"):
        magic = _MAGIC_LINE.match(line)
        if continues:
            python.append("")
            shell.append(line if is_shell else "")
        elif magic:
            command = _SHELL_LINE.match(line)
            is_shell = command is not None
            python.append(f"{magic['indent'] or magic['asks'] or ''}pass")
            shell.append(command["command"] if command else "")
        else:
            python.append(line)
            shell.append("")
        continues = (continues or magic is not None) and line.rstrip().endswith("\\")
    return Cell(number, "\n".join(python), "\n".join(shell) if any(shell) else None)


def _parses(text: str) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _joined(path: str, cells: tuple[Cell, ...]) -> SourceFile:
    places, texts, line = [], [], 1
    for cell in cells:
        places.append((line, cell.number))
        texts.append(cell.text)
        line += cell.text.count("\n") + 1
    return SourceFile(path, "\n".join(texts), "notebook", tuple(places) or None)
