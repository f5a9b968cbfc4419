"""What a scan reads and what it finds: the shapes that the rest of the scanner shares."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from ingestion.scanner.modules import Module
    from ingestion.scanner.signatures import Signatures

ResolutionStatus = Literal[
    "literal",
    "constant",
    "default",
    "config",
    "computed",
    "parameter",
    "local_path",
    "missing",
]
RevisionKind = Literal["commit", "tag", "branch", "unknown"]

NAMING_STATUSES: frozenset[ResolutionStatus] = frozenset(
    ("literal", "constant", "default", "config")
)
"""The statuses under which a call names a PTM."""


class UnparsableError(Exception):
    """A file that the parser refuses; the text is the reason, without the file's name."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of Python, or the code cells of a notebook joined by line breaks.

    Attributes:
        path: from the root of what is scanned, with forward slashes.
        text: the code; IPython magics are already blanked out, so that lines keep their place.
        language: `python` or `notebook`.
        cell_lines: of a notebook, the first line of each code cell in `text` and the number of
            the cell in the notebook, both from 1, in order; else null.
    """

    path: str
    text: str
    language: str = "python"
    cell_lines: tuple[tuple[int, int], ...] | None = None

    def place(self, line: int) -> tuple[int, int | None]:
        """The line as a reader finds it: within the cell, and which cell; else the line itself."""
        if not self.cell_lines:
            return line, None
        index = bisect_right(self.cell_lines, line, key=lambda cell: cell[0]) - 1
        first_line, cell = self.cell_lines[max(index, 0)]
        return line - first_line + 1, cell


@dataclass(frozen=True, slots=True)
class CallSite:
    """A call that loads a PTM, or would if its argument were known.

    Attributes:
        path: of the file.
        line: of the call, from 1; in a notebook within its cell.
        column: from 0, in characters.
        end_line: where the call ends.
        cell: number of the notebook cell from 1, null elsewhere.
        library: of the signature that matched.
        import_path: dotted name that the call came to, as far as imports say.
        callable: the part of the signature after the import path, as called: `Class.method`.
        hub: `huggingface` or `pytorch`.
        argument: source text of the id argument; null where the call has none.
        resolution_status: how the argument resolved.
        resolution_path: the same as text that a person can follow.
        resolved_names: ids on the hub, without duplicates, in order of discovery; empty unless
            the status is one that names a PTM.
        revision: as written or resolved; null without one.
        revision_kind: what the revision looks like; null without one.
        trusts_remote_code: null where the argument is no constant.
        local_files_only: null where the argument is no constant.
    """

    path: str
    line: int
    column: int
    end_line: int
    cell: int | None
    library: str
    import_path: str
    callable: str
    hub: str
    argument: str | None
    resolution_status: ResolutionStatus
    resolution_path: str
    resolved_names: tuple[str, ...]
    revision: str | None
    revision_kind: RevisionKind | None
    trusts_remote_code: bool | None
    local_files_only: bool | None


class Repository(Protocol):
    """What a file may ask about the files around it; null where there is none."""

    def module(self, name: str, package: str) -> Module | None:
        """The module that an import names.

        Args:
            name: dotted; with leading dots when the import is relative.
            package: folder of the importing file, "" at the root.
        """

    def text(self, path: str) -> str | None:
        """The text of a file, by its path from the root."""

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder of this path from the root."""


def scan_file(
    file: SourceFile, signatures: Signatures, repository: Repository | None = None
) -> list[CallSite]:
    """The call sites of a file in the order of the text.

    Raises:
        UnparsableError: when it is no Python 3 that the parser reads within its limits.
    """
    from ingestion.scanner.finder import find_calls  # noqa: PLC0415 - the finder needs these shapes

    return find_calls(file, signatures, repository)
