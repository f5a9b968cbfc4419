"""Scans what is labelled: our corpus, and public applications at their commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accuracy.draw import git_directory
from accuracy.labels import CORPUS, application_labels, corpus_labels
from accuracy.scoring import judge
from ingestion.scanner.scan import scan_tree, setup_for
from ingestion.scanner.signatures import load_signatures
from ingestion.scanner.surroundings import Surroundings
from ingestion.scanner.trees import open_tree
from ingestion.scanner.worker import Scanning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from accuracy.scoring import Judged
    from ingestion.scanner.calls import CallSite
    from ingestion.scanner.modules import Module


def scan_path(path: Path, commit: str | None = None) -> tuple[CallSite, ...]:
    """The call sites of a folder, or of a commit of a git repository."""
    with open_tree(path, commit=commit) as tree:
        return scan_tree(tree, load_signatures()).call_sites


def judged_corpus() -> list[Judged]:
    """Our corpus."""
    sites = {folder.name: scan_path(folder) for folder in sorted(CORPUS.iterdir())}
    return judge(corpus_labels(), sites, is_complete=True)


class _Alone(Surroundings):
    """Answers no import, so that each file is scanned as if it were the only one."""

    def module(self, name: str, package: str) -> Module | None:
        return None


def judged_corpus_of_single_files() -> list[Judged]:
    """Our corpus when constants of other files are out of reach; configuration files are not."""
    sites = {folder.name: tuple(_scan_alone(folder)) for folder in sorted(CORPUS.iterdir())}
    return judge(corpus_labels(), sites, is_complete=True)


def _scan_alone(folder: Path) -> Iterator[CallSite]:
    with open_tree(folder) as tree:
        entries = [entry for entry in tree.entries() if entry.refusal is None]
        scanning = Scanning(setup_for(tree, load_signatures(), entries))
        surroundings = scanning._surroundings
        scanning._surroundings = _Alone(surroundings.index, surroundings.reader)
        try:
            for result in scanning.scan(entries):
                yield from result.sites
        finally:
            scanning.close()


def judged_applications(mirror: Path) -> list[Judged]:
    """The drawn lines of the applications.

    Args:
        mirror: folder of bare repositories, `<owner>+<name>/repo` or `<owner>+<name>`.
    """
    labels = application_labels()
    commits = {label.place.repository: label.commit for label in labels}
    sites = {
        repository: scan_path(git_directory(mirror, repository), commit)
        for repository, commit in commits.items()
    }
    return judge(labels, sites, is_complete=False)
