"""Prints how accurate the scanner is, as the tables of docs/accuracy.md.

make accuracy                       our corpus
make accuracy MIRROR=folder         and the public applications, whose bare repositories lie there
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from accuracy.measure import judged_applications, judged_corpus, judged_corpus_of_single_files
from accuracy.scoring import Judged, Share, by_status, figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

FIGURES = ("call sites: precision", "recall", "PTMs: precision", "recall")
STEPS = ("literal", "constant", "default", "config")


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def figures_by(what: str, judged: Sequence[Judged], key: Callable[[Judged], str]) -> Iterator[str]:
    """A table of the figures of groups of lines, and of all."""
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for line in judged:
        groups[key(line)].append(line)
    rows = [[name, *figures(groups[name])] for name in sorted(groups)]
    yield table([what, *FIGURES], [*rows, ["all", *figures(judged)]])


def library_of(line: Judged) -> str:
    """The library that the label gives; of a wrong site, the scanner's."""
    return (
        line.label.library
        if line.label and line.label.library
        else line.sites[0].library
        if line.sites
        else "no call"
    )


def statuses(judged: Sequence[Judged]) -> str:
    """A table of precision and recall by resolution status."""
    rows = [[status, *shares] for status, shares in by_status(judged).items()]
    return table(["resolution status", "precision", "recall"], rows)


def ablation() -> Iterator[str]:
    """What each step of the resolution adds to the PTMs that are named."""
    alone, together = judged_corpus_of_single_files(), judged_corpus()
    total = figures(together).name_recall.of
    rows: list[list[object]] = []
    before = 0
    for count, step in enumerate(STEPS, start=1):
        known = STEPS[:count]
        right = sum(
            line.is_named_right and all(site.resolution_status in known for site in line.sites)
            for line in alone
        )
        rows.append([step if count == 1 else f"+ {step}", right - before, Share(right, total)])
        before = right
    right = sum(line.is_named_right for line in together)
    rows.append(["+ cross-file", right - before, Share(right, total)])
    yield table(["what is resolved", "adds", "call sites whose PTMs are named"], rows)


def mistakes(judged: Sequence[Judged]) -> Iterator[str]:
    """One line for each label that the scanner does not agree with."""
    for line in judged:
        if not line.is_right:
            place = line.place
            cell = f" cell {place.cell}" if place.cell else ""
            label = line.label
            said = "; ".join(
                f"{site.library} {site.resolution_status} {' '.join(site.resolved_names)}"
                for site in line.sites
            )
            expected = "no call"
            if label and label.is_call:
                ptms = " ".join("|".join(sorted(ptm)) for ptm in label.ptms)
                expected = f"{label.library} {label.status} {ptms}"
            where = f"{place.repository} {place.path}{cell}:{place.line}"
            yield f"{where}: {expected} -> {said or 'nothing'}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--mirror", type=Path, help="folder of bare repositories of the applications"
    )
    parser.add_argument(
        "--mistakes", action="store_true", help="list where label and scanner differ"
    )
    options = parser.parse_args()
    console = Console(highlight=False, markup=False, soft_wrap=True)

    def show(title: str, parts: Iterator[str]) -> None:
        console.print(f"\n## {title}\n")
        for part in parts:
            console.print(part)

    corpus = judged_corpus()
    show("Corpus, by library", figures_by("library", corpus, library_of))
    show("Corpus, by resolution status", iter([statuses(corpus)]))
    show("Corpus, step by step", ablation())
    if options.mistakes:
        show("Corpus, where label and scanner differ", mistakes(corpus))
    if options.mirror:
        lines = judged_applications(options.mirror)
        for draw in sorted({line.label.draw for line in lines if line.label}):
            drawn = [line for line in lines if line.label and line.label.draw == draw]
            own = [line for line in drawn if line.label and not line.label.is_vendored]
            copies = [line for line in drawn if line.label and line.label.is_vendored]
            show(
                f"Draw {draw}, by repository",
                figures_by("repository", own, lambda line: line.place.repository),
            )
            show(
                f"Draw {draw}, vendored copies",
                figures_by("repository", copies, lambda line: line.place.repository),
            )
            show(f"Draw {draw}, by library", figures_by("library", drawn, library_of))
            show(f"Draw {draw}, by resolution status", iter([statuses(drawn)]))
            if options.mistakes:
                show(f"Draw {draw}, where label and scanner differ", mistakes(drawn))


if __name__ == "__main__":
    main()
