"""Text to syntax tree, within limits."""

from __future__ import annotations

import ast
import gc
import re
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ingestion.scanner.calls import UnparsableError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHARACTERS = 5_000_000
"""Python that people write is shorter; a tree takes a hundred times the memory of its text."""

_PYTHON_2 = re.compile(
    r"^[ \t]*(?:print[ \t]+[^=\s(]|print[ \t]*>>|exec[ \t]+[\"']|raise[ \t]+[\w.]+[ \t]*,|"
    r"except[ \t]+[\w.]+[ \t]*,[ \t]*\w+[ \t]*:)",
    re.MULTILINE,
)


@contextmanager
def no_collector() -> Iterator[None]:
    """A tree is many thousand objects and no circle; looking for one takes longer than parsing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def parse(text: str) -> ast.Module:
    """The syntax tree of Python 3.

    Raises:
        UnparsableError: Python 2, broken, nested deeper than the parser goes, or too long.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"longer than {MAX_CHARACTERS:,} characters"
        raise UnparsableError(message)
    try:
        with warnings.catch_warnings(), no_collector():
            # of the code's own making: invalid escapes, `is` with a literal
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        if _PYTHON_2.search(text):
            message = f"Python 2 (line {error.lineno}: {error.msg})"
        else:
            message = f"syntax error at line {error.lineno}: {error.msg}"
        raise UnparsableError(message) from error
    except (RecursionError, MemoryError) as error:
        message = "nested too deeply for the parser"
        raise UnparsableError(message) from error
    except ValueError as error:
        message = f"not source code: {error}"
        raise UnparsableError(message) from error
