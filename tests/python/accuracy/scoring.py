"""Precision and recall of call sites and of the PTMs they name, with Wilson intervals."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from accuracy.labels import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accuracy.labels import Label
    from ingestion.scanner.calls import CallSite

_Z = 1.959964
"""Of a two-sided interval of 95 %."""


class Share(NamedTuple):
    """`hits` of `of`; no share where `of` is zero."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The Wilson interval of 95 %."""
        if not self.of:
            return None
        share, square = self.hits / self.of, _Z * _Z
        middle = (share + square / (2 * self.of)) / (1 + square / self.of)
        variance = share * (1 - share) / self.of + square / (4 * self.of**2)
        half = _Z * math.sqrt(variance) / (1 + square / self.of)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        if self.value is None or self.interval is None:
            return "none"
        low, high = self.interval
        return f"{self.value:.3f} ({self.hits}/{self.of}; {low:.3f} to {high:.3f})"


@dataclass(frozen=True)
class Judged:
    """A label, or a line without one, and the sites that the scanner found there."""

    place: Place
    label: Label | None
    sites: tuple[CallSite, ...]

    @property
    def is_call(self) -> bool:
        """Whether there is a call."""
        return self.label is not None and self.label.is_call

    @property
    def names(self) -> frozenset[str]:
        """What the scanner says is loaded there."""
        return frozenset(name for site in self.sites for name in site.resolved_names)

    @property
    def is_named_right(self) -> bool:
        """Whether the scanner names all PTMs of the label and no other."""
        if self.label is None or not self.label.ptms:
            return False
        right = self.label.ptms
        return all(any(map(_same(name), right)) for name in self.names) and all(
            any(_same(name)(ptm) for name in self.names) for ptm in right
        )

    @property
    def is_right(self) -> bool:
        """Whether the scanner says of the line what the label says, its status included."""
        if not self.is_call or self.label is None:
            return not self.sites
        has_status = any(site.resolution_status == self.label.status for site in self.sites)
        return has_status and (self.is_named_right if self.label.ptms else not self.names)


class _same:  # noqa: N801 - reads as a question
    """Whether a name is one of a PTM's spellings.

    A label may hold the short name that the code writes (`resnet18`, `small.en`); the scanner gives
    the name on the hub, which ends in it.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, spellings: frozenset[str]) -> bool:
        return any(
            self._name == each
            or ("/" not in each and self._name.endswith((f"/{each}", f"-{each}")))
            for each in spellings
        )


def place_of(repository: str, site: CallSite) -> Place:
    """Where a site is, as a label says it."""
    return Place(repository, site.path, site.cell, site.line)


def judge(
    labels: Iterable[Label],
    sites: Mapping[str, Sequence[CallSite]],
    *,
    is_complete: bool,
) -> list[Judged]:
    """Sets the sites of repositories beside the labels.

    Args:
        labels: of lines.
        sites: repository → what the scanner found.
        is_complete: whether every call is labelled, so that a site elsewhere is a wrong one.
    """
    found: defaultdict[Place, list[CallSite]] = defaultdict(list)
    for repository, its_sites in sites.items():
        for site in its_sites:
            found[place_of(repository, site)].append(site)
    judged = [Judged(label.place, label, tuple(found.pop(label.place, ()))) for label in labels]
    if is_complete:
        judged += [Judged(place, None, tuple(its_sites)) for place, its_sites in found.items()]
    return judged


class Figures(NamedTuple):
    """What a set of lines says about the scanner."""

    call_precision: Share
    call_recall: Share
    name_precision: Share
    name_recall: Share


def figures(judged: Sequence[Judged]) -> Figures:
    """Precision and recall of calls, and of the PTMs of the calls that name some.

    A call counts as named only if all its PTMs are named and no other.
    """
    found = [line for line in judged if line.sites]
    named = [line for line in judged if line.names]
    calls = [line for line in judged if line.is_call]
    with_ptms = [line for line in calls if line.label and line.label.ptms]
    return Figures(
        call_precision=Share(sum(line.is_call for line in found), len(found)),
        call_recall=Share(sum(bool(line.sites) for line in calls), len(calls)),
        name_precision=Share(sum(line.is_named_right for line in named), len(named)),
        name_recall=Share(sum(line.is_named_right for line in with_ptms), len(with_ptms)),
    )


def by_status(judged: Sequence[Judged]) -> dict[str, tuple[Share, Share]]:
    """Status → precision and recall of calls of that status, PTMs included."""
    labelled: defaultdict[str, list[Judged]] = defaultdict(list)
    said: defaultdict[str, list[Judged]] = defaultdict(list)
    for line in judged:
        if line.label is not None and line.label.status is not None:
            labelled[line.label.status].append(line)
        for status in {site.resolution_status for site in line.sites}:
            said[status].append(line)
    return {
        status: (
            Share(
                sum(
                    line.is_right and line.label is not None and line.label.status == status
                    for line in said[status]
                ),
                len(said[status]),
            ),
            Share(sum(line.is_right for line in labelled[status]), len(labelled[status])),
        )
        for status in sorted({*labelled, *said})
    }
