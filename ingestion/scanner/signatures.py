"""The calls that load a PTM: the seed `reuse_signatures`, read and indexed."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal, cast, get_args

from ingestion.config import PROJECT_ROOT
from ingestion.errors import PtmError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SEEDS = PROJECT_ROOT / "seeds" / "reuse"
"""`reuse_signatures.csv` and `reuse_short_names.csv`."""

NamesFrom = Literal[
    "argument", "optional_argument", "architecture", "entry_point", "callable", "module"
]

DISTINCTIVE_CALLABLES = frozenset({"from_pretrained"})
"""Last parts of callables that mean a PTM wherever they stand, library named or not: a class of
the repository may inherit the method from a library that only another file names."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One row of the seed; its columns are described in `_reuse__seeds.yml`."""

    library: str
    import_path: str
    callable: str
    names_from: NamesFrom
    id_arguments: tuple[str, ...]
    id_position: int | None
    revision_argument: str
    hub: str
    name_template: str
    id_prefixes: tuple[str, ...]
    needs_prefix: bool
    weights_arguments: tuple[str, ...]
    weights_position: int | None

    @property
    def parts(self) -> tuple[str, ...]:
        """The callable, split at its dots; `*` stands for any class."""
        return tuple(self.callable.split("."))

    def matches(self, dotted: tuple[str, ...]) -> bool:
        """Whether a dotted name is this callable, in the import path or a module below it.

        What a call returned stands for its class: `HfApi().hf_hub_download`. A plain function is
        found in modules alone, not in classes or what calls returned.
        """
        if dotted[0] != self.import_path.partition(".")[0]:
            return False
        parts = self.parts
        root = tuple(self.import_path.split("."))
        if len(dotted) < len(root) + len(parts) or dotted[: len(root)] != root:
            return False
        between = dotted[len(root) : len(dotted) - len(parts)]
        if len(parts) == 1 and any(part.endswith("()") or part[:1].isupper() for part in between):
            return False
        return all(
            part == "*" or part == name.removesuffix("()")
            for part, name in zip(parts, dotted[len(dotted) - len(parts) :], strict=True)
        )


class Signatures:
    """All signatures, indexed by what a file or a call is asked first.

    Attributes:
        rows: in the order of the seed.
        short_names: (library, short name) to the name on the hub; library "" means any.
        hash: changes whenever a row does; scans keep it.
    """

    def __init__(self, rows: Iterable[Signature], short_names: dict[tuple[str, str], str]) -> None:
        self.rows = tuple(rows)
        self.short_names = short_names
        self.hash = hashlib.md5(
            repr((self.rows, sorted(short_names.items()))).encode(), usedforsecurity=False
        ).hexdigest()

    @cached_property
    def by_last_part(self) -> dict[str, tuple[Signature, ...]]:
        """Signatures by the last part of their callable, the most exact first."""
        found: defaultdict[str, list[Signature]] = defaultdict(list)
        for row in self.rows:
            found[row.parts[-1]].append(row)
        return {last: tuple(sorted(rows, key=_exactness)) for last, rows in found.items()}

    @cached_property
    def by_root(self) -> dict[str, tuple[Signature, ...]]:
        """Signatures by the first part of their import path."""
        found: defaultdict[str, list[Signature]] = defaultdict(list)
        for row in self.rows:
            found[row.import_path.partition(".")[0]].append(row)
        return {root: tuple(rows) for root, rows in found.items()}

    @cached_property
    def words_by_root(self) -> dict[str, frozenset[str]]:
        """The last parts of the callables below each first part of an import path."""
        return {
            root: frozenset(row.parts[-1] for row in rows) for root, rows in self.by_root.items()
        }

    @cached_property
    def canonical_names(self) -> frozenset[str]:
        """PTMs that the Hub knows without an owner: a closed set, none is added any more."""
        return frozenset(name for library, name in self.short_names if not library)

    def matching(self, dotted: tuple[str, ...]) -> tuple[Signature, ...]:
        """The signatures of a call; several where a call takes several ids."""
        rows = [row for row in self.by_last_part.get(dotted[-1], ()) if row.matches(dotted)]
        return tuple(
            row
            for row in rows
            if (row.import_path, row.callable) == (rows[0].import_path, rows[0].callable)
        )


def _exactness(signature: Signature) -> tuple[int, int]:
    """Sorts a longer import path first, then a named class before any class."""
    return -len(signature.import_path.split(".")), signature.parts.count("*")


@cache
def load_signatures(folder: Path = SEEDS) -> Signatures:
    """The signatures of the seeds in a folder; read once a process.

    Raises:
        PtmError: when a seed is missing or a row of it has not its form.
    """
    file = folder / "reuse_signatures.csv"
    rows = [_signature(row, f"Line {n} of {file}") for n, row in enumerate(_read(file), start=2)]
    names = _read(folder / "reuse_short_names.csv")
    return Signatures(rows, {(row["library"], row["short_name"]): row["hub_name"] for row in names})


def _signature(row: dict[str, str], where: str) -> Signature:
    try:
        if row["names_from"] not in get_args(NamesFrom):
            message = f"names_from is {row['names_from']!r}, which is none of {get_args(NamesFrom)}"
            raise ValueError(message)
        prefixes = row["id_prefix"].split()
        return Signature(
            library=row["library"],
            import_path=row["import_path"],
            callable=row["callable"],
            names_from=cast("NamesFrom", row["names_from"]),
            id_arguments=tuple(filter(None, row["id_argument"].split("|"))),
            id_position=_position(row["id_position"]),
            revision_argument=row["revision_argument"],
            hub=row["hub"],
            name_template=row["name_template"],
            id_prefixes=tuple(prefix.removeprefix("!") for prefix in prefixes),
            needs_prefix=any(prefix.startswith("!") for prefix in prefixes),
            weights_arguments=tuple(filter(None, row["weights_argument"].split("|"))),
            weights_position=_position(row["weights_position"]),
        )
    except (KeyError, ValueError) as error:
        message = f"{where} is no signature: {error}. See _reuse__seeds.yml beside it."
        raise PtmError(message) from error


def _position(text: str) -> int | None:
    return int(text) if text else None


def _read(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))
    except FileNotFoundError as error:
        message = f"{file} does not exist, and no code can be scanned without. Restore it with git."
        raise PtmError(message) from error
