"""A parsed file, and the files of a repository found by the names that imports use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

    from ingestion.scanner.calls import SourceFile


@dataclass(eq=False)
class Module:
    """A parsed file.

    Attributes:
        file: where it came from.
        tree: its syntax.
    """

    file: SourceFile
    tree: ast.Module
