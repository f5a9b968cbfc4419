"""Labels of lines: whether a line holds a call that loads a PTM, and which."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
CORPUS = FOLDER / "corpus"
"""Small repositories of our own writing, one a folder."""

NAMING = ("literal", "constant", "default", "config")
"""The statuses under which a call names a PTM."""


class Place(NamedTuple):
    """A line of a file; `cell` counts a notebook's cells from 1 and is null elsewhere."""

    repository: str
    path: str
    cell: int | None
    line: int


@dataclass(frozen=True)
class Label:
    """What a person said of a line.

    Attributes:
        place: the line on which the call begins.
        library: as the signatures spell it; of a drawn line, the stratum it was drawn from.
        status: the resolution status of the call; null where there is no call.
        ptms: one entry a PTM, which holds the spellings that are right.
        reason: why there is no call or no PTM.
        commit: of the repository, where it is one of others.
        is_vendored: whether the file is a copy of another project's.
        draw: number of the draw, of a drawn line.
    """

    place: Place
    library: str
    status: str | None
    ptms: tuple[frozenset[str], ...]
    reason: str = ""
    commit: str = ""
    is_vendored: bool = False
    draw: int = 0

    @property
    def is_call(self) -> bool:
        """Whether the line holds a call that loads a PTM, known by name or not."""
        return self.status is not None


def read_labels(file: Path) -> list[Label]:
    """The labels of a file; PTMs are split by blanks, spellings of one by `|`."""
    with file.open(encoding="utf-8", newline="") as rows:
        return [_label(row) for row in csv.DictReader(rows)]


def _label(row: dict[str, str]) -> Label:
    is_call = row.get("label", "call") == "call" and row["status"] != "not"
    return Label(
        place=Place(
            row["repository"],
            row["path"],
            int(row["cell"]) if row["cell"] else None,
            int(row["line"]),
        ),
        library=row["library"],
        status=row["status"] if is_call else None,
        ptms=tuple(frozenset(ptm.split("|")) for ptm in row["ptms"].split()),
        reason=row["reason"],
        commit=row.get("commit", ""),
        is_vendored=row.get("vendored") == "yes",
        draw=int(row.get("draw", 0)),
    )


def corpus_labels() -> list[Label]:
    """Of our own repositories: a line that none of them names holds no call."""
    return read_labels(FOLDER / "corpus_labels.csv")


def application_labels() -> list[Label]:
    """Of public applications: only the drawn lines are labelled."""
    return read_labels(FOLDER / "application_labels.csv")
