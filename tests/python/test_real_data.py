"""Real data end to end: a hub of 3,988 models, two mapping lists, and PeaTMOSS's own figures.

The commands are those of the README, as processes of their own, against a loopback hub that serves
the shared listings. Where a number can be counted from the files alone, it is.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from ingestion.loopback import HubData, LoopbackHub
from warehouses import answer, differing_marts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Command

pytestmark = pytest.mark.real_data

# the same clock for each load, so that a second run is the same observation
CLOCK = {"PTM_NOW": "2025-02-01T00:00:00Z"}

# --- the warehouse after each step


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real")


@pytest.fixture(scope="module")
def load_hub_and_lists(data_dir: Path, run_ptm: Command, shared_data: Path) -> Callable[[], None]:
    """Loads the hub's listings, LiAgent's mappings and what GitHub says of licenses."""

    def load() -> None:
        with LoopbackHub(HubData.from_folder(shared_data / "huggingface")) as hub:
            run_ptm(
                "load", "huggingface", "--only", "models,datasets",
                data_dir=data_dir, env=CLOCK | {"HF_ENDPOINT": hub.url}, check=True,
            )  # fmt: skip
        for kind, file, source_name in (
            ("mappings", "repository_ptms.json", "liagent"),
            ("repository-licenses", "repository_licenses.json", "github"),
        ):
            run_ptm(
                "load", kind, shared_data / "mappings" / file, "--source-name", source_name,
                data_dir=data_dir, env=CLOCK, check=True,
            )  # fmt: skip

    return load


@pytest.fixture(scope="module")
def load_artifact_and_renames(
    data_dir: Path, run_ptm: Command, shared_data: Path
) -> Callable[[], None]:
    """Loads PeaTMOSS's license study and LiAgent's list of renames."""

    def load() -> None:
        run_ptm("load", "peatmoss-artifact", shared_data / "peatmoss", data_dir=data_dir,
                env=CLOCK, check=True)  # fmt: skip
        run_ptm(
            "load", "renames", shared_data / "mappings" / "ptm_renames.json",
            "--source-name", "liagent", data_dir=data_dir, env=CLOCK, check=True,
        )  # fmt: skip

    return load


@pytest.fixture(scope="module")
def hub_and_lists(data_dir: Path, load_hub_and_lists: Callable[[], None], run_dbt: Command) -> Path:
    """The warehouse with one hub and one mapping list."""
    load_hub_and_lists()
    return built(data_dir, "hub_and_lists", run_dbt)


@pytest.fixture(scope="module")
def with_peatmoss(
    data_dir: Path,
    hub_and_lists: Path,
    load_artifact_and_renames: Callable[[], None],
    run_dbt: Command,
) -> Path:
    """The same with PeaTMOSS's lists and the renames on top; every data test passes on it."""
    load_artifact_and_renames()
    return built(data_dir, "with_peatmoss", run_dbt, with_tests=True)


@pytest.fixture(scope="module")
def loaded_twice(
    data_dir: Path,
    with_peatmoss: Path,
    load_hub_and_lists: Callable[[], None],
    load_artifact_and_renames: Callable[[], None],
    run_dbt: Command,
) -> Path:
    """The same after each load was run once more."""
    load_hub_and_lists()
    load_artifact_and_renames()
    return built(data_dir, "loaded_twice", run_dbt)


@pytest.fixture(scope="module")
def artifact_alone(
    tmp_path_factory: pytest.TempPathFactory, run_ptm: Command, run_dbt: Command, shared_data: Path
) -> Path:
    """A warehouse that holds PeaTMOSS's license study and nothing else."""
    folder = tmp_path_factory.mktemp("artifact")
    run_ptm("load", "peatmoss-artifact", shared_data / "peatmoss", data_dir=folder, check=True)
    return built(folder, "artifact_alone", run_dbt)


# --- one hub, one mapping list, one license list


def test_the_hub_and_the_mapping_list_are_counted_exactly(hub_and_lists: Path) -> None:
    assert answer(
        hub_and_lists,
        """
        select
            (select count(*) from dim_ptms where is_known_to_hub),
            (select count(*) from fct_ptm_repository_mappings),
            (select count(*) from dim_repositories),
            (select count(*) from fct_license_findings where verdict is not null),
            (
                select count(*)
                from fct_ptm_repository_mappings as mappings
                inner join fct_license_findings as findings
                    on
                        mappings.ptm_id = findings.upstream_id
                        and mappings.repository_id = findings.downstream_id
            )
        """,
    ) == [(3_988, 56_092, 12_180, 56_092, 56_092)]


def test_a_repository_that_the_license_list_does_not_name_is_not_unlicensed(
    hub_and_lists: Path, shared_data: Path
) -> None:
    mapped = {name.lower() for name in read(shared_data, "mappings/repository_ptms.json")}
    listed = {name.lower() for name in read(shared_data, "mappings/repository_licenses.json")}
    assert len(mapped - listed) == 4_528

    statuses = dict(
        answer(hub_and_lists, "select lower(full_name), license_status from dim_repositories")
    )
    assert {name for name, status in statuses.items() if status == "not_collected"} == (
        mapped - listed
    )
    assert answer(
        hub_and_lists,
        """
        select distinct verdict, conflict_type
        from fct_license_findings
        where downstream_license_status = 'not_collected'
        order by verdict
        """,
    ) == [("no_license", "no_license_upstream"), ("unknown", "not_collected")]


def test_the_licenses_that_github_reports_are_read_as_it_says_them(
    hub_and_lists: Path, shared_data: Path
) -> None:
    """677 files that it cannot name are ambiguous, and no repository in it is without a file."""
    mapped = {name.lower() for name in read(shared_data, "mappings/repository_ptms.json")}
    said = {
        name.lower(): license_
        for name, license_ in read(shared_data, "mappings/repository_licenses.json").items()
        if name.lower() in mapped
    }
    expected = Counter(
        "none" if license_ is None else "ambiguous" if license_ == "NOASSERTION" else "declared"
        for license_ in said.values()
    )
    statuses = answer(
        hub_and_lists,
        """
        select license_status, count(*) from dim_repositories
        where license_status != 'not_collected' group by all
        """,
    )
    assert dict(statuses) == expected


# --- with PeaTMOSS's lists and the renames


def test_two_mapping_lists_and_their_renames_are_counted_exactly(with_peatmoss: Path) -> None:
    assert answer(
        with_peatmoss,
        """
        select count(*), count(distinct ptm_id), count(distinct repository_id)
        from fct_ptm_repository_mappings
        """,
    ) == [(57_418, 4_057, 12_629)]


def test_mappings_are_what_the_rules_of_identity_make_of_the_files(
    with_peatmoss: Path, shared_data: Path
) -> None:
    """Resolves both lists here: exact, rename list, case, bare name, in this order."""
    said = {
        (repository.lower(), ptm)
        for repository, ptms in read(shared_data, "mappings/repository_ptms.json").items()
        for ptm in ptms
    }
    with (shared_data / "peatmoss" / "mapping.csv").open(newline="") as lines:
        said |= {(row[0].removeprefix("github.com/").lower(), row[1]) for row in csv.reader(lines)}
    assert len(said) == 64_403, "mappings before a name is resolved"

    listed = {record["id"] for record in read(shared_data, "huggingface/models_listing.json")}
    renames = read(shared_data, "mappings/ptm_renames.json")
    by_case, by_tail = defaultdict(set), defaultdict(set)
    for name in listed:
        by_case[name.lower()].add(name)
        by_tail[name.rpartition("/")[2]].add(name)

    def only(names: set[str]) -> str | None:
        return next(iter(names)) if len(names) == 1 else None

    def meaning(name: str) -> str:
        if name in listed:
            return name
        if name in renames:
            new = renames[name]
            return new if new in listed else only(by_case[new.lower()]) or new
        return only(by_case[name.lower()]) or only(by_tail[name]) or name

    resolved = {(f"pkg:github/{repository}", meaning(ptm)) for repository, ptm in said}
    assert resolved == set(
        answer(
            with_peatmoss,
            """
            select mappings.repository_id, ptms.full_name
            from fct_ptm_repository_mappings as mappings
            inner join dim_ptms as ptms on mappings.ptm_id = ptms.ptm_id
            """,
        )
    )


def test_loading_the_same_observation_again_changes_no_row_of_any_mart(
    with_peatmoss: Path, loaded_twice: Path
) -> None:
    assert differing_marts(with_peatmoss, loaded_twice) == {}


# --- PeaTMOSS's license study alone


def test_the_published_figures_are_reproduced_to_the_relation(artifact_alone: Path) -> None:
    figures = answer(
        artifact_alone,
        "select relation, relation_count, share_pct from rpt_license_compatibility_published",
    )
    assert {relation: (count, share) for relation, count, share in figures} == {
        "compatible": (11_782, 52.43),
        "incompatible": (54, 0.24),
        "unknown": (10_638, 47.33),
        "identical": (5_756, 25.61),
        "total": (22_474, 100.0),
        "skipped": (387, None),
    }


def test_the_published_relations_are_the_rows_of_the_file(
    artifact_alone: Path, shared_data: Path
) -> None:
    with (shared_data / "peatmoss" / "mapping.csv").open(newline="") as lines:
        rows = [(number, row[1], row[3] or None) for number, row in enumerate(csv.reader(lines), 1)]
    assert rows == answer(
        artifact_alone,
        """
        select row_number, ptm_name, license_raw from fct_published_license_relations
        order by row_number
        """,
    )


def test_what_was_published_as_incompatible_still_is(artifact_alone: Path) -> None:
    """And of what was compatible one pair of licenses is judged otherwise, by the OSADL matrix."""
    verdicts = answer(
        artifact_alone,
        """
        select published_verdict, verdict, count(*),
            count(distinct upstream_license_id || ' ' || downstream_license_id)
        from fct_license_findings
        where published_verdict in ('incompatible', 'compatible')
        group by all
        """,
    )
    counts = {(published, ours): count for published, ours, count, _ in verdicts}
    changed = {
        ours: pairs
        for published, ours, _, pairs in verdicts
        if published == "compatible" and ours != "compatible"
    }
    assert counts["incompatible", "incompatible"] == 54
    assert [ours for published, ours in counts if published == "incompatible"] == ["incompatible"]
    assert changed == {"review": 1}


# --- helpers


def built(data_dir: Path, name: str, run_dbt: Command, *, with_tests: bool = False) -> Path:
    """Builds the warehouse and keeps a copy of it, since the next step builds over it."""
    skipped = ["unit_test"] if with_tests else ["unit_test", "test"]
    run_dbt(
        "--quiet", "build", *(f"--exclude-resource-type={kind}" for kind in skipped),
        data_dir=data_dir, check=True,
    )  # fmt: skip
    return shutil.copy(data_dir / "warehouse.duckdb", data_dir / f"{name}.duckdb")


def read(shared_data: Path, file: str) -> Any:
    return json.loads((shared_data / file).read_bytes())
