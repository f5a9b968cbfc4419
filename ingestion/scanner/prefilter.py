"""Which files are worth parsing: a byte search, before anything is decoded."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from ingestion.scanner.signatures import DISTINCTIVE_CALLABLES, Signatures

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_WORDS = 20
"""More callables than this below one import path are not searched one by one."""

_IMPORTED = re.compile(rb"^[ \t]*(?:import|from)[ \t]+([\w, \t]+)", re.MULTILINE)


@lru_cache(maxsize=4)
def prefilter(signatures: Signatures) -> Callable[[bytes], bool]:
    """A function that says whether the bytes of a file could hold a call site.

    They could when they hold every part of a library's import path *and* the last part of one of
    its callables, or a callable that is telling by itself. A hundred searches for a plain word are
    faster than one for a regular expression of them all.
    """
    telling = tuple(sorted(name.encode() for name in DISTINCTIVE_CALLABLES))
    words_by_path: defaultdict[str, set[bytes]] = defaultdict(set)
    packages: set[bytes] = set()
    for row in signatures.rows:
        # `clip` and `load` stand in too many files: as a package, it has to be imported by name
        if row.names_from == "module" or (row.import_path, row.callable) == ("clip", "load"):
            packages.add(row.import_path.encode())
        elif row.parts[-1] not in DISTINCTIVE_CALLABLES:
            words_by_path[row.import_path].add(row.parts[-1].encode())
    needed = [
        (
            tuple(part.encode() for part in path.split(".")),
            tuple(sorted(words)) if len(words) <= MAX_WORDS else (b"",),
        )
        for path, words in words_by_path.items()
    ]

    def could_match(data: bytes) -> bool:
        if any(word in data for word in telling):
            return True
        for path, words in needed:
            if (
                path[0] in data
                and all(part in data for part in path[1:])
                and any(word in data for word in words)
            ):
                return True
        return b".load(" in data and any(
            not packages.isdisjoint(names.group(1).replace(b",", b" ").split())
            for names in _IMPORTED.finditer(data)
        )

    return could_match
