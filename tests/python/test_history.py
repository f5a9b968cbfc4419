"""The history of a hub that was seen on four days, against the ledger of what was done to it.

The days are made from 10,656 real records. Whoever makes a change writes it down, and the marts
have to tell exactly what stands there; the days are never compared with each other here.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import statistics
from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from warehouses import answer, differing_marts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Command

pytestmark = pytest.mark.real_data

Record = dict[str, Any]
Change = tuple[str, str, str | None, str | None, datetime, datetime | None]

FIRST, SECOND, BETWEEN, THIRD = DAYS = tuple(datetime(2026, 8, day) for day in (19, 20, 21, 22))


class Hub:
    """A hub to which things happen, and the ledger of them."""

    def __init__(self, records: list[Record]) -> None:
        self.records = {record["_id"]: record for record in records}
        self.removed: dict[str, Record] = {}
        self.now = FIRST
        self.ledger: dict[tuple[str, str], list[tuple[str | None, str | None, datetime]]] = (
            defaultdict(list)
        )
        self.names: dict[str, list[tuple[str, datetime]]] = {
            record["_id"]: [(record["id"], FIRST)] for record in records
        }
        self.chance = random.Random(11)
        self._untouched = sorted(self.records)
        self.chance.shuffle(self._untouched)

    def pick(self, count: int, *, tag: str = "") -> list[Record]:
        """Records to which nothing happened yet; `tag` is how exactly one of their tags begins."""
        picked = [
            key
            for key in self._untouched
            if not tag or sum(each.startswith(tag) for each in self.records[key]["tags"]) == 1
        ][:count]
        assert len(picked) == count
        self._untouched = [key for key in self._untouched if key not in set(picked)]
        return [self.records[key] for key in picked]

    def note(self, record: Record, attribute: str, old: str | None, new: str | None) -> None:
        self.ledger[record["_id"], attribute].append((old, new, self.now))

    # --- what happens

    def add(self, name: str, like: Record) -> Record:
        native_id = hashlib.md5(f"new {name}".encode()).hexdigest()[:24]
        record = json.loads(json.dumps(like)) | {"_id": native_id, "id": name}
        self.records[native_id] = record
        self.names[native_id] = [(name, self.now)]
        return record

    def remove(self, record: Record) -> None:
        self.removed[record["_id"]] = self.records.pop(record["_id"])
        self.note(record, "listed", "true", "false")

    def bring_back(self, record: Record) -> None:
        self.records[record["_id"]] = self.removed.pop(record["_id"])
        self.note(record, "listed", "false", "true")

    def rename(self, record: Record, name: str) -> str:
        """Gives it the name and returns the one that is free now."""
        freed: str = record["id"]
        self.note(record, "name", freed, name)
        record["id"] = name
        self.names[record["_id"]].append((name, self.now))
        return freed

    def relicense(self, record: Record, license_: str) -> None:
        self._retag(record, "license", "license:", license_)

    def rebase(self, record: Record, base: str) -> None:
        self._retag(record, "base_ptm", "base_model:", base)

    def _retag(self, record: Record, attribute: str, prefix: str, new: str) -> None:
        (tag,) = (tag for tag in record["tags"] if tag.startswith(prefix))
        record["tags"] = [prefix + new if each == tag else each for each in record["tags"]]
        self.note(record, attribute, tag.removeprefix(prefix).removeprefix("adapter:"), new)

    def answer_otherwise(self, record: Record, key: str, attribute: str, new: Any) -> None:
        self.note(record, attribute, in_words(key, record.get(key)), in_words(key, new))
        if new is None:
            del record[key]
        else:
            record[key] = new

    def download(self) -> None:
        """A day passes: figures move, which changes no record."""
        for record in self.records.values():
            record["downloads"] = int(record["downloads"] * self.chance.uniform(0.5, 2))
            record["likes"] += self.chance.randrange(2)

    # --- what the warehouse has to say

    def changes(self) -> list[Change]:
        return sorted(
            (
                (native_id, attribute, old, new, since, following)
                for (native_id, attribute), steps in self.ledger.items()
                for (old, new, since), following in zip(
                    steps, [*(step[2] for step in steps[1:]), None], strict=True
                )
            ),
            key=repr,
        )


def in_words(key: str, value: Any) -> str | None:
    if key == "gated":
        return value or "open"
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def listing_record(radar: Record) -> Record:
    """A line of the RADAR dataset as the Hub's listing would write it."""
    record = {
        "_id": hashlib.md5(radar["id"].encode()).hexdigest()[:24],
        "id": radar["id"],
        "likes": radar["likes"],
        "downloads": radar["downloads_30d"],
        "tags": radar["tags"],
        "pipeline_tag": radar["pipeline_tag"],
        "library_name": radar["library"],
        "gated": "auto" if radar["gated"] else False,
        "disabled": False,
        "createdAt": radar["created_at"],
        "lastModified": radar["updated_at"],
    }
    return {key: value for key, value in record.items() if value is not None}


class Past:
    """The four days as files, and the hub as it was left."""

    def __init__(self, folder: Path, radar: list[Record]) -> None:
        self.folder = folder
        self.hub = hub = Hub([listing_record(line) for line in radar if not line["removed"]])
        self.shown: dict[datetime, list[Record]] = {}
        self._show(FIRST, [*hub.records.values()])
        self._second_day(hub)
        self._show(SECOND, [*hub.records.values()])
        self._partial_listing(hub)
        self._third_day(hub)
        self._show(THIRD, [*hub.records.values()])

    def _show(self, at: datetime, records: list[Record]) -> None:
        self.shown[at] = json.loads(json.dumps(records))
        lines = "\n".join(json.dumps(record) for record in records)
        self.file(at).write_text(lines + "\n", encoding="utf-8")

    def file(self, at: datetime) -> Path:
        return self.folder / f"{at:%Y-%m-%d}.jsonl"

    def _second_day(self, hub: Hub) -> None:
        hub.now = SECOND
        hub.download()
        self.gone = hub.pick(200)
        for record in self.gone:
            hub.remove(record)
        self.moved = hub.pick(60)
        freed = [
            hub.rename(record, f"moved-{number}/{record['id'].split('/')[-1]}")
            for number, record in enumerate(self.moved)
        ]
        # 15 names that were left and five of removed PTMs are taken by others
        like = hub.pick(1)[0]
        self.takers = [
            hub.add(name, like)
            for name in [*freed[:15], *(record["id"] for record in self.gone[-5:])]
        ]
        for number in range(150):
            hub.add(f"newcomer/ptm-{number}", like)
        self.relicensed = hub.pick(80, tag="license:")
        for record in self.relicensed:
            hub.relicense(record, "bespoke-license")
        for record in hub.pick(70):
            hub.answer_otherwise(record, "gated", "gating", False if record["gated"] else "manual")
        for record in hub.pick(40):
            hub.answer_otherwise(record, "pipeline_tag", "task", "invented-task")
        for record in [each for each in hub.pick(40) if "pipeline_tag" in each]:
            hub.answer_otherwise(record, "pipeline_tag", "task", None)
        for record in hub.pick(40):
            hub.answer_otherwise(record, "library_name", "library", "invented-library")
        for record in hub.pick(10):
            hub.answer_otherwise(record, "disabled", "disabled", True)
        self.rebased = hub.pick(5, tag="base_model:")
        for record in self.rebased:
            hub.rebase(record, "nobody/listed-base")
        # a version like any other, in which nothing that is followed has changed
        for record in hub.pick(100):
            record["lastModified"] = "2026-08-20T01:02:03.000Z"
        # two things at once
        for record in hub.pick(10, tag="license:"):
            hub.relicense(record, "another-license")
            hub.rename(record, f"both-{record['id'].replace('/', '-')}/both")

    def _partial_listing(self, hub: Hub) -> None:
        """300 of the PTMs that are there, and 20 that the day before had said to be gone."""
        hub.now = BETWEEN
        there = [hub.records[key] for key in sorted(hub.records)[:300]]
        self.back_early = self.gone[:20]
        for record in self.back_early:
            hub.bring_back(record)
        self._show(BETWEEN, [*there, *self.back_early])

    def _third_day(self, hub: Hub) -> None:
        hub.now = THIRD
        hub.download()
        for record in self.back_early[:10]:
            hub.remove(record)
        self.back = self.gone[20:60]
        for record in self.back:
            hub.bring_back(record)
            if sum(tag.startswith("license:") for tag in record["tags"]) == 1:
                hub.relicense(record, "license-of-the-returned")
        for record in self.relicensed[:20]:
            hub.relicense(record, "third-license")
        # three go back to names that others had taken and left, ten to names that stayed free
        for record, taker in zip(self.moved[:3], self.takers, strict=False):
            name = taker["id"]
            hub.remove(taker)
            hub.rename(record, name)
        for record in self.moved[20:30]:
            hub.rename(record, hub.names[record["_id"]][0][0])
        for record in self.moved[30:35]:
            hub.rename(record, f"further/{record['id'].split('/')[-1]}")


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Past:
    with gzip.open(shared_data / "huggingface" / "radar_2026-08-19.jsonl.gz", "rt") as file:
        radar = [json.loads(line) for line in file]
    return Past(tmp_path_factory.mktemp("days"), radar)


def load(past: Past, days: tuple[datetime, ...], data_dir: Path, run_ptm: Command) -> None:
    for day in days:
        run_ptm(
            "load", "hub-dump", past.file(day), "--observed-at", f"{day.isoformat()}Z",
            "--partial" if day == BETWEEN else "--full", data_dir=data_dir, check=True,
        )  # fmt: skip


def built(data_dir: Path, name: str, run_dbt: Command) -> Path:
    """The warehouse of a data folder, put aside: in the same folder dbt need not parse again."""
    run_dbt(
        "--quiet", "build", "--exclude-resource-type=unit_test", "--exclude-resource-type=test",
        data_dir=data_dir, check=True,
    )  # fmt: skip
    return (data_dir / "warehouse.duckdb").rename(data_dir / f"{name}.duckdb")


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("history")


@pytest.fixture(scope="module")
def warehouse(past: Past, data_dir: Path, run_ptm: Command, run_dbt: Command) -> Path:
    load(past, DAYS, data_dir, run_ptm)
    return built(data_dir, "in_order", run_dbt)


def test_the_changes_found_are_exactly_those_made(past: Past, warehouse: Path) -> None:
    """Among them: no removal by the partial listing, each return, and back-renames."""
    found = answer(
        warehouse,
        """
        select hub_native_id, attribute, old_value, new_value, valid_from, valid_to
        from fct_ptm_changes inner join dim_ptms using (ptm_id)
        """,
    )
    made = past.hub.changes()

    assert len(made) == 688
    assert sorted(found, key=repr) == made


def test_a_change_lies_between_the_last_look_at_the_old_and_the_first_at_the_new(
    past: Past, warehouse: Path
) -> None:
    shown = {at: {record["_id"] for record in records} for at, records in past.shown.items()}
    found = answer(
        warehouse,
        """
        select hub_native_id, new_value = 'false', old_value_seen_at, valid_from
        from fct_ptm_changes inner join dim_ptms using (ptm_id)
        where attribute = 'listed'
        """,
    )
    for native_id, is_removal, old_value_seen_at, valid_from in found:
        before = [
            at
            for at in DAYS
            if at < valid_from and (native_id in shown[at] if is_removal else at != BETWEEN)
        ]
        assert old_value_seen_at == max(before)


def test_removal_return_and_first_sight_stand_in_the_dimension(past: Past, warehouse: Path) -> None:
    first_shown: dict[str, datetime] = {}
    for at in DAYS:
        for record in past.shown[at]:
            first_shown.setdefault(record["_id"], at)
    removed_at = {
        key: max(at for _, new, at in past.hub.ledger[key, "listed"] if new == "false")
        for key in past.hub.removed
    }
    found = answer(
        warehouse, "select hub_native_id, is_removed, removed_at, first_seen_at from dim_ptms"
    )

    assert sorted(found) == sorted(
        (key, key in removed_at, removed_at.get(key), seen) for key, seen in first_shown.items()
    )


def test_each_name_leads_to_its_ptm_in_its_time(past: Past, warehouse: Path) -> None:
    """Freed names, names taken by others, names gone back to."""
    holders = {record["id"] for record in past.hub.records.values()}
    last_shown: dict[tuple[str, str, datetime], datetime] = {}
    for key, spells in past.hub.names.items():
        ends = [*(since for _, since in spells[1:]), None]
        for (name, since), end in zip(spells, ends, strict=True):
            last_shown[key, name, since] = max(
                at
                for at in DAYS
                if at >= since and (end is None or at < end) and any_shown(past, at, key)
            )
    expected = []
    for (key, name, since), last in last_shown.items():
        is_own = past.hub.names[key][-1] == (name, since)
        is_taken = key in past.hub.removed and name in holders
        kind = ("reused" if is_taken else "current") if is_own else "renamed"
        expected.append((name, key, kind, since, None if kind == "current" else last))
    found = answer(
        warehouse,
        """
        select alias, hub_native_id, alias_kind, valid_from, valid_to
        from dim_ptm_aliases inner join dim_ptms using (ptm_id)
        where evidence like 'listed by the hub%'
        """,
    )

    assert {kind for _, _, kind, _, _ in expected} == {"current", "renamed", "reused"}
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def any_shown(past: Past, at: datetime, key: str) -> bool:
    if at not in _SHOWN:
        _SHOWN[at] = {record["_id"] for record in past.shown[at]}
    return key in _SHOWN[at]


_SHOWN: dict[datetime, set[str]] = {}


def test_figures_are_kept_per_ptm_and_day(past: Past, warehouse: Path) -> None:
    found = answer(
        warehouse,
        """
        select hub_native_id, observed_at, fct_ptm_metrics.downloads_30d, fct_ptm_metrics.likes
        from fct_ptm_metrics inner join dim_ptms using (ptm_id)
        """,
    )

    assert sorted(found) == sorted(
        (record["_id"], at, record["downloads"], record["likes"])
        for at, records in past.shown.items()
        for record in records
    )


def test_turnover_agrees_with_a_count_over_the_records(past: Past, warehouse: Path) -> None:
    ids = dict(answer(warehouse, "select hub_native_id, ptm_id from dim_ptms"))

    def top(at: datetime, size: int) -> set[str]:
        ranked = sorted(
            past.shown[at], key=lambda record: (-record["downloads"], ids[record["_id"]])
        )
        return {record["_id"] for record in ranked[:size]}

    expected = []
    for size in (10, 100, 1_000):
        for before, now in pairwise((FIRST, SECOND, THIRD)):
            old, new = top(before, size), top(now, size)
            stayed = round(100 * len(old & new) / len(old), 2)
            expected.append((size, before, now, len(new - old), len(old - new), stayed))
    found = answer(
        warehouse,
        """
        select top_count, previous_observed_at, observed_at, entered_count, left_count, stayed_pct
        from rpt_popularity_turnover
        """,
    )

    assert sorted(found) == sorted(expected)


def test_concentration_agrees_with_the_area_under_the_lorenz_curve(
    past: Past, warehouse: Path
) -> None:
    expected = []
    for at in (FIRST, SECOND, THIRD):
        downloads = sorted(record["downloads"] for record in past.shown[at])
        expected.append((
            at,
            len(downloads),
            statistics.median(downloads),
            pytest.approx(1 - 2 * area_under_lorenz_curve(downloads), abs=1e-6),
            pytest.approx(
                100 * sum(downloads[len(downloads) * 99 // 100 :]) / sum(downloads), abs=0.006
            ),
        ))  # fmt: skip
    found = answer(
        warehouse,
        """
        select observed_at, ptm_count, downloads_30d_median, downloads_gini, top_percent_share_pct
        from rpt_popularity_concentration order by observed_at
        """,
    )

    assert found == expected


def area_under_lorenz_curve(ascending: list[int]) -> float:
    def points() -> Iterator[float]:
        reached = 0
        yield 0.0
        for value in ascending:
            reached += value
            yield reached / sum_of_all

    sum_of_all = sum(ascending)
    return sum((left + right) / 2 for left, right in pairwise(points())) / len(ascending)


def test_neither_the_order_of_loading_nor_its_repetition_changes_a_mart(
    past: Past, warehouse: Path, data_dir: Path, run_ptm: Command, run_dbt: Command
) -> None:
    (data_dir / "raw.duckdb").unlink()
    load(past, (THIRD, BETWEEN, FIRST, SECOND, BETWEEN, FIRST), data_dir, run_ptm)

    assert differing_marts(warehouse, built(data_dir, "in_disorder", run_dbt)) == {}
