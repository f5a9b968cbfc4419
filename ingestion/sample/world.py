"""The plan of the sample: its PTMs and datasets, their names, parents and licenses on each day.

`hub` writes the records of a plan. Whatever a record can draw for itself is not in the plan, so
that a plan of 300,000 PTMs takes about 300 MB.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from ingestion.errors import PtmError
from ingestion.sample import planted
from ingestion.sample.chance import Weighted, heavy_tail, pick, pick_early
from ingestion.sample.names import NameBook, owners, tail
from ingestion.sample.vocabulary import (
    ADJECTIVES,
    FAMILIES,
    FAMILY_BY_NAME,
    LICENSES,
    MERGE_METHODS,
    NO_LICENSE,
    NOUNS,
    QUANTIZATIONS,
    TOPICS,
    Family,
    License,
)

if TYPE_CHECKING:
    import random

OBSERVED_AT = (datetime(2026, 3, 2, 6), datetime(2026, 3, 9, 6))
"""When the hub was listed: the two days of the sample, UTC without zone."""

DAYS = (0, 1)

SECONDS = tuple(int(moment.replace(tzinfo=UTC).timestamp()) for moment in OBSERVED_AT)
BACK_FILLED = int(datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC).timestamp())
"""What the Hub says of everything that was created before it kept creation times."""

OFTEN_DOWNLOADED = 2_000_000
"""Downloads of the planted PTMs whose details matter: more than nearly all that are drawn."""

LEAST_PTMS = 100
"""A smaller sample would hold the planted PTMs and little else."""

PTMS_PER_DATASET = 6


class Parent(NamedTuple):
    """What a card names as a base model: the text, and the PTM it means if there is one."""

    declared: str
    ptm: Ptm | None


@dataclass(slots=True, eq=False)
class Ptm:
    """A PTM over the two days.

    Attributes:
        names: its name on each day, None on a day when the hub does not list it.
        native_id: the hub's `_id`, which a rename keeps.
        family: the line it belongs to.
        parameters: number of parameters.
        created: seconds since 1970.
        licenses: what its card declares on each day.
        downloads: in the 30 days before day 1.
        relation: `finetune`, `adapter`, `quantized`, `merge`, or None for a base PTM.
        parents: what its card names as base models.
        former_name: a name that it had before day 1.
        gated: as the hub says it: False, `auto` or `manual`.
        is_disabled: whether the hub has disabled it.
        has_card: whether it has a model card at all.
        planted: the row of `planted.PTMS` that it is.
    """

    names: tuple[str | None, str | None]
    native_id: str
    family: Family
    parameters: int
    created: int
    licenses: tuple[License, License]
    downloads: int
    relation: str | None = None
    parents: tuple[Parent, ...] = ()
    former_name: str | None = None
    gated: bool | str = False
    is_disabled: bool = False
    has_card: bool = True
    planted: planted.PlantedPtm | None = None

    @property
    def last_name(self) -> str:
        """Its name on the last day when the hub listed it."""
        return self.names[1] or self.names[0] or ""

    @property
    def is_removed(self) -> bool:
        """Whether day 1 has it and day 2 has not."""
        return self.names[0] is not None and self.names[1] is None

    @property
    def is_renamed(self) -> bool:
        """Whether both days have it, under two names."""
        return None not in self.names and self.names[0] != self.names[1]


@dataclass(slots=True, eq=False)
class Dataset:
    """A dataset over the two days; attributes as for `Ptm`."""

    names: tuple[str | None, str | None]
    native_id: str
    topic: str
    created: int
    license: License
    downloads: int
    gated: bool | str = False
    former_name: str | None = None

    @property
    def is_renamed(self) -> bool:
        """Whether both days have it, under two names."""
        return None not in self.names and self.names[0] != self.names[1]


@dataclass(slots=True)
class World:
    """Everything on the fictional hub over the two days, in the order of its listings."""

    ptms: list[Ptm] = field(default_factory=list)
    datasets: list[Dataset] = field(default_factory=list)


_RELATIONS: Weighted[str | None] = Weighted(
    {None: 46, "finetune": 30, "quantized": 11, "adapter": 9, "merge": 4}
)
_FATES = Weighted({"stays": 970, "removed": 10, "renamed": 10, "relicensed": 10})
_RENAMINGS = Weighted({"owner": 6, "tail": 3, "case": 1})
_INHERITS = {"finetune": 0.66, "adapter": 0.6, "quantized": 0.78, "merge": 0.5}
"""How often a derived PTM keeps the license of its first parent."""


def build_world(ptm_count: int, rng: random.Random) -> World:
    """Plans a sample.

    Args:
        ptm_count: PTMs that day 1 lists; day 2 lists about as many.
        rng: the generator of the run.

    Raises:
        PtmError: when fewer PTMs are asked for than the planted ones need.
    """
    if ptm_count < LEAST_PTMS:
        message = (
            f"A sample of {ptm_count} PTMs has no room for its planted cases; "
            f"ask for at least {LEAST_PTMS}."
        )
        raise PtmError(message)
    return _Builder(ptm_count, rng).build()


class _Builder:
    """Draws a world, PTM by PTM, parents before children."""

    def __init__(self, ptm_count: int, rng: random.Random) -> None:
        self._rng = rng
        self._ptm_count = ptm_count
        self._world = World()
        self._book = NameBook()
        self._owners = owners(max(40, ptm_count // 6))
        self._possible_parents: dict[str, list[Ptm]] = defaultdict(list)

    def build(self) -> World:
        self._reserve_planted_names()
        rows = [row for row in planted.PTMS if row.name]
        self._plant(rows)
        for _ in range(self._ptm_count - len(rows) - 1):
            self._add(self._draw())
        self._add(self._merge_of_47())
        for _ in range(self._ptm_count // 200):
            self._add(self._draw(is_new=True))
        self._plant([row for row in planted.PTMS if not row.name])
        self._draw_datasets()
        return self._world

    def _reserve_planted_names(self) -> None:
        mapped = (name for row in planted.REPOSITORIES for name in row.ptms)
        for row in planted.PTMS:
            for name in (row.name, row.renamed_to, row.formerly, *row.parents):
                if name:
                    self._book.reserve(name)
        for name in (planted.MERGE_OF_47, *mapped):
            self._book.reserve(name)

    def _plant(self, rows: list[planted.PlantedPtm]) -> None:
        by_name = {}
        for row in rows:
            ptm = self._planted(row)
            self._add(ptm)
            for name in (row.name, row.formerly):
                if name:
                    by_name[name] = ptm
        for row, ptm in zip(rows, self._world.ptms[-len(rows) :], strict=True):
            ptm.parents = tuple(Parent(name, by_name.get(name)) for name in row.parents)

    def _planted(self, row: planted.PlantedPtm) -> Ptm:
        rng = self._rng
        family = FAMILY_BY_NAME[row.family]
        is_new = row.name is None
        created = self._moment(SECONDS[0], SECONDS[1]) if is_new else BACK_FILLED
        drawn = heavy_tail(rng, 20_000, 1.5, 1_900_000)
        is_detailed = row.name in planted.DETAILED
        return Ptm(
            names=(row.name, None if row.is_removed else row.renamed_to or row.name),
            native_id=self._native_id(created, len(self._world.ptms)),
            family=family,
            parameters=pick(rng, tuple(family.sizes.values())),
            created=created,
            licenses=(row.license, row.relicensed or row.license),
            downloads=OFTEN_DOWNLOADED + drawn // 10 if is_detailed else drawn,
            relation=row.relation,
            former_name=row.formerly,
            gated=row.gated,
            is_disabled=row.is_disabled,
            has_card=row.has_card,
            planted=row,
        )

    def _merge_of_47(self) -> Ptm:
        candidates = [ptm for ptm in self._world.ptms if ptm.has_card]
        parents = self._rng.sample(candidates, planted.MERGE_PARENTS)
        ptm = self._planted(planted.PlantedPtm(planted.MERGE_OF_47, "tarnlm", relation="merge"))
        ptm.parents = tuple(Parent(parent.names[0] or "", parent) for parent in parents)
        return ptm

    def _draw(self, *, is_new: bool = False) -> Ptm:
        rng = self._rng
        family = FAMILIES.pick(rng)
        has_card = rng.random() > 0.12
        relation = _RELATIONS.pick(rng) if has_card else None
        parents = self._parents(family, relation)
        if not parents:
            relation = None
        label = pick(rng, tuple(family.sizes))
        created = self._created(parents, is_new=is_new)
        wanted = self._wanted_name(family, label, relation, parents)
        first_name = self._book.give(wanted)
        fate = "stays" if is_new else _FATES.pick(rng)
        former_name = self._former_name(first_name) if rng.random() < 0.02 else None
        license_ = self._license(family, relation, parents) if has_card else NO_LICENSE
        relicensed = LICENSES.pick(rng) if fate == "relicensed" and has_card else license_
        return Ptm(
            names=(
                None if is_new else first_name,
                None if fate == "removed" else self._name_on_day_2(first_name, fate),
            ),
            native_id=self._native_id(created, len(self._world.ptms)),
            family=family,
            parameters=family.sizes[label] // (100 if relation == "adapter" else 1),
            created=created,
            licenses=(license_, relicensed),
            downloads=heavy_tail(rng, 8 if relation else 25, 3.2, 20_000_000),
            relation=relation,
            parents=parents,
            former_name=former_name,
            gated=self._gating(license_),
            is_disabled=rng.random() < 0.002,
            has_card=has_card,
        )

    def _add(self, ptm: Ptm) -> None:
        self._world.ptms.append(ptm)
        # planted cases stay apart, or half the sample would derive from its first rows
        if ptm.planted or not ptm.names[0]:
            return
        # quantized PTMs and adapters are seldom built upon
        if ptm.relation not in ("quantized", "adapter") or self._rng.random() < 0.1:
            self._possible_parents[ptm.family.name].append(ptm)

    def _parents(self, family: Family, relation: str | None) -> tuple[Parent, ...]:
        candidates = self._possible_parents[family.name]
        if relation is None or not candidates:
            return ()
        count = 2 + int(self._rng.random() * 3) if relation == "merge" else 1
        chosen = dict.fromkeys(pick_early(self._rng, candidates) for _ in range(count))
        return tuple(self._declared(ptm) for ptm in chosen)

    def _declared(self, ptm: Ptm) -> Parent:
        """A parent as a card names it: mostly right, now and then by an old or a lost name."""
        roll = self._rng.random()
        name = ptm.names[0] or ""
        if roll < 0.03:
            return Parent(f"{name}-unpublished", None)
        if ptm.former_name and roll < 0.5:
            return Parent(ptm.former_name, ptm)
        return Parent(name, ptm)

    def _created(self, parents: tuple[Parent, ...], *, is_new: bool) -> int:
        if is_new:
            return self._moment(SECONDS[0], SECONDS[1])
        oldest = max((p.ptm.created for p in parents if p.ptm), default=BACK_FILLED)
        if oldest == BACK_FILLED and self._rng.random() < 0.45:
            return BACK_FILLED
        return self._moment(oldest, SECONDS[0])

    def _moment(self, after: int, before: int) -> int:
        """A second of the interval, later ones likelier, as the hub grows."""
        return before - 1 - int(self._rng.random() ** 1.6 * (before - after - 1))

    def _owner(self) -> str:
        return pick_early(self._rng, self._owners, 2.0)

    def _native_id(self, created: int, number: int) -> str:
        """24 hex digits as the Hub's: four bytes of time, five of chance, three of a counter."""
        return f"{created:08x}{self._rng.getrandbits(40):010x}{number:06x}"

    def _wanted_name(
        self, family: Family, label: str, relation: str | None, parents: tuple[Parent, ...]
    ) -> str:
        rng = self._rng
        owner = self._owner()
        if relation in ("quantized", "merge"):
            stem = tail(parents[0].declared)[:60].rstrip("-")
            if relation == "quantized":
                return f"{owner}/{stem}-{pick(rng, QUANTIZATIONS)}"
            return f"{owner}/{pick(rng, ADJECTIVES).title()}-{stem}-{pick(rng, MERGE_METHODS)}"
        if relation:
            ending = "-lora" if relation == "adapter" else ""
            return f"{owner}/{family.name}-{label}-{pick(rng, TOPICS)}{ending}"
        if rng.random() < 0.15:
            version = 1 + int(rng.random() * 4)
            return f"{family.publisher}/{family.name}-{version}-{label}"
        return f"{owner}/{pick(rng, ADJECTIVES)}-{pick(rng, NOUNS)}-{family.name}-{label}"

    def _former_name(self, name: str) -> str:
        """A name from before day 1: of another owner, or without one."""
        if self._rng.random() < 0.3:
            return self._book.give(f"{tail(name)}-original")
        return self._book.give(f"{self._owner()}/{tail(name)}-early")

    def _name_on_day_2(self, name: str, fate: str) -> str:
        if fate != "renamed":
            return name
        owner, _, rest = name.partition("/")
        match _RENAMINGS.pick(self._rng):
            case "owner":
                return self._book.give(f"{self._owner()}/{rest}")
            case "tail":
                return self._book.give(f"{owner}/{rest}-2026")
            case _:
                return f"{owner}/{rest.upper()}"

    def _license(
        self, family: Family, relation: str | None, parents: tuple[Parent, ...]
    ) -> License:
        rng = self._rng
        if rng.random() < 0.15:
            return NO_LICENSE
        if relation and parents[0].ptm and rng.random() < _INHERITS[relation]:
            return parents[0].ptm.licenses[0]
        if rng.random() < 0.3:
            return License((family.license,))
        return LICENSES.pick(rng)

    def _gating(self, license_: License) -> bool | str:
        roll = self._rng.random()
        often = license_.tags[:1] in (("gemma",), ("llama3.1",), ("llama2",))
        if roll > (0.2 if often else 0.02):
            return False
        return "manual" if roll < (0.1 if often else 0.006) else "auto"

    def _draw_datasets(self) -> None:
        rng = self._rng
        book = NameBook()
        for name in (*planted.UNLISTED_DATASETS, planted.RENAMED_DATASET):
            book.reserve(name)
        for number in range(self._ptm_count // PTMS_PER_DATASET):
            topic = pick(rng, TOPICS)
            owner = self._owner()
            name = book.give(f"{owner}/{topic}-{pick(rng, ('corpus', 'pairs', 'eval', 'raw'))}")
            created = self._created((), is_new=False)
            self._world.datasets.append(
                Dataset(
                    names=(name, planted.DATASET_FATES.get(number, name)),
                    native_id=self._native_id(created, number),
                    topic=topic,
                    created=created,
                    license=LICENSES.pick(rng) if rng.random() < 0.75 else NO_LICENSE,
                    downloads=heavy_tail(rng, 40, 2.5, 2_000_000),
                    gated=rng.random() < 0.02 and "auto",
                    former_name=book.give(tail(name)) if number % 10 == 0 else None,
                )
            )
