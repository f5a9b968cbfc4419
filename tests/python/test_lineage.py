"""Lineage of the sample against its plan, of real records against a count of their own.

The metamorphic tests change what must not matter: how often a parent is declared, and in which
order listings are loaded.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from ingestion.sample import DAY_FOLDERS, planted, write_sample
from ingestion.sample.world import OBSERVED_AT, build_world
from warehouses import answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from conftest import Command

Record = dict[str, Any]
Edge = tuple[str, str]

PREFIX = "pkg:huggingface/"
EDGES = """
    select
        replace(child_ptm_id, 'pkg:huggingface/', '') as child,
        parent_name,
        * exclude (child_ptm_id, parent_name)
    from fct_ptm_lineage
"""
LINEAGE = ("fct_ptm_lineage", "int_ptm_ancestors", "int_ptm_lineage_counted", "rpt_lineage_quality")


@pytest.fixture(scope="module")
def warehouse(sample_warehouse: Path) -> Path:
    return sample_warehouse / "warehouse.duckdb"


@pytest.fixture(scope="module")
def lineage_of(
    tmp_path_factory: pytest.TempPathFactory, run_ptm: Command, run_dbt: Command
) -> Callable[..., Path]:
    """Loads dumps into a data folder, in the order given, and builds its lineage."""

    def build(*dumps: tuple[str, Iterable[Record]]) -> Path:
        folder = tmp_path_factory.mktemp("lineage")
        for number, (observed_at, records) in enumerate(dumps):
            file = folder / f"dump-{number}.jsonl"
            file.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
            run_ptm(
                "load", "hub-dump", file, "--observed-at", observed_at, "--full",
                data_dir=folder / "data", check=True,
            )  # fmt: skip
        run_dbt(
            "--quiet", "build", "--select", *(f"+{model}" for model in LINEAGE),
            "--exclude", "dim_ptms",
            "--exclude-resource-types", "test", "unit_test",
            data_dir=folder / "data", check=True,
        )  # fmt: skip
        return folder / "data" / "warehouse.duckdb"

    return build


# --- the sample


def test_every_parent_of_the_plan_is_an_edge_and_no_other_ptm_is(warehouse: Path) -> None:
    """By the hub's ids, which a rename keeps; a name that was taken means its new holder too."""
    # the seed of `ptm load sample`
    world = build_world(2000, random.Random(1))
    planned = {
        (ptm.native_id, parent.ptm.native_id)
        for ptm in world.ptms
        if ptm.has_card
        for parent in ptm.parents
        if parent.ptm
    }
    names_taken = {planted.FREED_NAME, planted.RECREATED_NAME}

    found = answer(
        warehouse,
        """
        select children.hub_native_id, parents.hub_native_id, edges.parent_name
        from fct_ptm_lineage as edges
        inner join dim_ptms as children on edges.child_ptm_id = children.ptm_id
        inner join dim_ptms as parents on edges.parent_ptm_id = parents.ptm_id
        where parents.is_known_to_hub
        """,
    )

    assert {(child, parent) for child, parent, _ in found} >= planned
    assert {(child, parent) for child, parent, name in found if name not in names_taken} <= planned


def test_a_parent_that_nobody_lists_keeps_its_name_and_makes_no_ptm(warehouse: Path) -> None:
    world = build_world(2000, random.Random(1))
    mapped = {name for row in planted.REPOSITORIES for name in row.ptms}
    nowhere = {
        (ptm.last_name, parent.declared)
        for ptm in world.ptms
        if ptm.has_card
        for parent in ptm.parents
        if parent.ptm is None and parent.declared not in mapped
    }
    assert nowhere

    edges = answer(
        warehouse,
        f"""
        select child, parent_name from ({EDGES})
        where not is_resolved and name_resolution = 'not_found'
        """,
    )
    names = answer(warehouse, "select full_name from dim_ptms")

    assert set(edges) >= nowhere
    assert not {(name,) for _, name in nowhere} & set(names)


def test_planted_cases_come_out_as_planned(warehouse: Path) -> None:
    rows = answer(
        warehouse,
        f"""
        select child, parent_name, relation, depth, is_self_loop, is_in_cycle, declared_names
        from ({EDGES})
        """,
    )
    edges = {(child, parent): rest for child, parent, *rest in rows}
    first, second, merge, adapter, quantized = planted.CHAIN
    north, east, west = planted.CYCLE

    assert edges[second, first][:4] == ["finetune", 1, False, False]
    assert edges[merge, second][:4] == ["merge", 2, False, False]
    assert edges[merge, first][:4] == ["merge", 1, False, False]
    assert edges[adapter, merge][:4] == ["adapter", 3, False, False]
    assert edges[quantized, second][:4] == ["quantized", 2, False, False]
    loop = (planted.SELF_LOOP, planted.SELF_LOOP)
    assert edges[loop][:4] == ["finetune", None, True, False]
    for child, parent in ((north, west), (east, north), (west, east)):
        assert edges[child, parent][:4] == ["finetune", None, False, True]
    assert {edge for edge, rest in edges.items() if rest[2] or rest[3]} == {
        loop, (north, west), (east, north), (west, east),
    }  # fmt: skip
    renamed = edges[planted.CHILD_OF_RENAMED, planted.RENAMED_PARENT]
    assert renamed[4] == planted.RENAMED_PARENT_FORMERLY
    assert (planted.CHILD_OF_RENAMED_LATER, planted.RENAMED[1]) in edges
    counts = answer(
        warehouse,
        "select base_ptm_count from int_ptm_lineage_counted where ptm_id = ?",
        PREFIX + planted.MERGE_OF_47,
    )
    assert counts[0][0] >= planted.MERGE_PARENTS


# --- real records


@pytest.fixture(scope="module")
def hub_stats(shared_data: Path) -> list[Record]:
    """The 300 records of a hub-stats dump, as the Hub writes them."""
    file = shared_data / "huggingface" / "hub_stats_sample.parquet"
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select to_json({id: id, tags: tags, baseModels: baseModels, cardData: cardData::json})"
            " from read_parquet(?)",
            [str(file)],
        ).fetchall()
    return [json.loads(row) for (row,) in rows]


@pytest.fixture(scope="module")
def hub_stats_lineage(hub_stats: list[Record], lineage_of: Callable[..., Path]) -> Path:
    return lineage_of(("2025-03-01", hub_stats))


@pytest.mark.real_data
def test_hub_edges_declared_edges_and_their_union(
    hub_stats: list[Record], hub_stats_lineage: Path
) -> None:
    resolved, declared = set(), set()
    for record in hub_stats:
        for model in (record["baseModels"] or {}).get("models") or []:
            resolved.add((record["id"], model["id"]))
        named = (record["cardData"] or {}).get("base_model") or []
        declared |= {
            (record["id"], name) for name in ([named] if isinstance(named, str) else named)
        }
    assert (len(resolved), len(declared), len(resolved | declared)) == (352, 375, 383)

    rows = answer(
        hub_stats_lineage,
        f"""
        select
            child, coalesce(declared_names, parent_name), is_hub_resolved, is_declared,
            is_self_loop
        from ({EDGES})
        """,
    )

    assert len(rows) == 383
    assert {(child, name) for child, name, is_resolved, *_ in rows if is_resolved} == resolved
    assert {(child, name) for child, name, _, is_declared, _ in rows if is_declared} == declared
    assert {(child, name) for child, name, *_, is_loop in rows if is_loop} == {
        edge for edge in resolved | declared if edge[0] == edge[1]
    }


@pytest.mark.real_data
def test_ancestors_are_those_that_a_walk_in_python_finds(hub_stats_lineage: Path) -> None:
    parents: dict[str, set[str]] = defaultdict(set)
    for child, parent in answer(
        hub_stats_lineage,
        "select child_ptm_id, parent_ptm_id from fct_ptm_lineage where is_resolved",
    ):
        parents[child].add(parent)

    found = answer(
        hub_stats_lineage, "select child_ptm_id, ancestor_ptm_id, depth from int_ptm_ancestors"
    )

    assert len(found) > len(parents)
    assert set(found) == {
        (child, ancestor, depth)
        for child in list(parents)
        for ancestor, depth in distances_up(child, parents).items()
    }


def distances_up(child: str, parents: dict[str, set[str]]) -> dict[str, int]:
    """The fewest edges to each ancestor, the child itself left out."""
    depths = {child: 0}
    level = {child}
    while level:
        level = {up for one in level for up in parents.get(one, ())} - set(depths)
        depths |= dict.fromkeys(level, max(depths.values()) + 1)
    del depths[child]
    return depths


# --- what must not matter


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, list[Record]]]:
    """The two days of a small sample, as dumps."""
    folder = tmp_path_factory.mktemp("days")
    write_sample(folder, ptms=100)
    listings = [
        json.loads((folder / day / "models_listing.json").read_bytes()) for day in DAY_FOLDERS
    ]
    return [
        (f"{moment:%Y-%m-%dT%H:%M:%S}", records)
        for moment, records in zip(OBSERVED_AT, listings, strict=True)
    ]


@pytest.fixture(scope="module")
def lineage(days: list[tuple[str, list[Record]]], lineage_of: Callable[..., Path]) -> Path:
    return lineage_of(*days)


def test_a_parent_declared_twice_is_declared(
    days: list[tuple[str, list[Record]]], lineage: Path, lineage_of: Callable[..., Path]
) -> None:
    repeated = lineage_of(*((moment, map(repeating, records)) for moment, records in days))

    assert rows_of(repeated) == rows_of(lineage)


def test_the_order_of_loads_does_not_matter(
    days: list[tuple[str, list[Record]]], lineage: Path, lineage_of: Callable[..., Path]
) -> None:
    assert rows_of(lineage_of(*reversed(days))) == rows_of(lineage)


def repeating(record: Record) -> Record:
    """The record with every parent said twice, wherever it is said."""
    copy: Record = json.loads(json.dumps(record))
    copy["tags"] += [tag for tag in copy["tags"] if tag.startswith("base_model:")]
    if "baseModels" in copy:
        copy["baseModels"]["models"] *= 2
    named = copy.get("cardData", {}).get("base_model")
    if named:
        copy["cardData"]["base_model"] = ([named] if isinstance(named, str) else named) * 2
    return copy


def rows_of(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    rows = {model: answer(warehouse, f"select * from {model} order by all") for model in LINEAGE}
    assert all(rows.values())
    return rows
