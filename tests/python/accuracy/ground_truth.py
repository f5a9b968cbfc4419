"""Repositories whose PTMs others have written down: which of them the scanner finds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from accuracy.draw import git_directory
from accuracy.measure import scan_path

if TYPE_CHECKING:
    from pathlib import Path


class Found(NamedTuple):
    """An expected PTM or call of a repository.

    Attributes:
        repository: `owner/name`.
        expected: the PTM, or the file, callable and PTM of a call.
        is_found: whether the scan has it.
    """

    repository: str
    expected: str
    is_found: bool


def compare_with_ground_truth(file: Path, mirror: Path) -> list[Found]:
    """Scans each repository of the file at its commit.

    Args:
        file: `ground_truth.json` of the shared data.
        mirror: folder of bare repositories, `<owner>+<name>/repo` or `<owner>+<name>`.
    """
    found: list[Found] = []
    repositories: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    for each in repositories:
        name = each["repo"]
        sites = scan_path(git_directory(mirror, name), each["commit"])
        names = {ptm for site in sites for ptm in site.resolved_names}
        found += [Found(name, ptm, ptm in names) for ptm in each.get("expected_models", ())]
        for call in each.get("expected_calls", ()):
            is_found = any(
                site.path == call["file"]
                and f"{site.import_path}.{site.callable}" == call["api"]
                and call["model"] in site.resolved_names
                for site in sites
            )
            expected = f"{call['file']}: {call['api']}({call['model']!r})"
            found.append(Found(name, expected, is_found))
    return found
