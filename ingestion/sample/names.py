"""Invented names, each given once: owners, PTMs, datasets, repositories."""

from __future__ import annotations

from ingestion.sample.vocabulary import (
    OWNER_ENDINGS,
    OWNER_STEMS,
    OWNERS,
    REPOSITORY_OWNERS,
)


class NameBook:
    """Names that are given away, so that two never differ by case alone unless planted."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def reserve(self, name: str) -> None:
        """Keeps a fixed name from being given again."""
        self._taken.add(name.lower())

    def give(self, wanted: str) -> str:
        """The wanted name, or the first free one of `-v2`, `-v3`, …."""
        name, number = wanted, 1
        while name.lower() in self._taken:
            number += 1
            name = f"{wanted}-v{number}"
        self.reserve(name)
        return name


def owners(count: int) -> tuple[str, ...]:
    """Owners in order of how much they publish: the written ones, then composed ones."""
    return (*OWNERS, *(_composed(number) for number in range(count - len(OWNERS))))[:count]


def repository_owners(count: int) -> tuple[str, ...]:
    """Owners on GitHub: written ones, then composed ones in its capitals."""
    return (
        *REPOSITORY_OWNERS,
        *(_composed(number).title() for number in range(count - len(REPOSITORY_OWNERS))),
    )


def _composed(number: int) -> str:
    """`alderquill-lab`, …, `yarrowden-weights`, and from there on again with a number."""
    round_, ending = divmod(number // len(OWNER_STEMS), len(OWNER_ENDINGS))
    stem = OWNER_STEMS[number % len(OWNER_STEMS)]
    return f"{stem}{OWNER_ENDINGS[ending]}{round_ + 1 if round_ else ''}"


def tail(name: str) -> str:
    """The name without its owner."""
    return name.rpartition("/")[2]
