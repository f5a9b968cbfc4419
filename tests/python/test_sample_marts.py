"""The marts of the sample against its plan, which knows each number apart from the SQL.

The generator counts what it planned and never what it wrote; the marts were built from what a hub
served and from list files. The two know nothing of each other.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import duckdb
import pytest

from ingestion.loopback import HubData, LoopbackHub
from ingestion.raw import (
    CARDS,
    COMMIT_FILES,
    COMMITS,
    DISCUSSION_EVENTS,
    DISCUSSIONS,
    FILES,
    GITHUB_COMMENTS,
    GITHUB_COMMITS,
    GITHUB_FETCHES,
    GITHUB_ISSUES,
    GITHUB_PULL_REQUESTS,
    GITHUB_REPOSITORIES,
    GITHUB_REVIEWS,
    PAPERS,
    REFS,
    REUSE_CALL_SITES,
    REUSE_DEPENDENCIES,
    REUSE_FETCHES,
    REUSE_FILE_VERSIONS,
    REUSE_FILES,
    REUSE_SCANS,
    SNAPSHOTS,
)
from ingestion.sample import DAY_FOLDERS, SampleSummary, planted, write_sample
from warehouses import answer, differing_marts

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Command


DETAIL_TABLES = (
    CARDS, COMMIT_FILES, COMMITS, DISCUSSION_EVENTS, DISCUSSIONS, FILES, PAPERS, REFS, SNAPSHOTS,
    GITHUB_COMMENTS, GITHUB_COMMITS, GITHUB_FETCHES, GITHUB_ISSUES, GITHUB_PULL_REQUESTS,
    GITHUB_REPOSITORIES, GITHUB_REVIEWS,
    REUSE_CALL_SITES, REUSE_DEPENDENCIES, REUSE_FETCHES, REUSE_FILES, REUSE_FILE_VERSIONS,
    REUSE_SCANS,
)  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(sample_warehouse: Path) -> Path:
    return sample_warehouse / "warehouse.duckdb"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> SampleSummary:
    """The plan of the sample that `ptm load sample` loads by default."""
    return write_sample(tmp_path_factory.mktemp("plan"))


# --- the hub on two days


def test_each_listing_showed_what_the_hub_had_on_that_day(
    warehouse: Path, plan: SampleSummary
) -> None:
    sightings = answer(
        warehouse,
        "select observed_at, count(*) from fct_ptm_metrics group by all order by all",
    )
    assert sightings == list(zip(plan.observed_at, plan.ptms_listed, strict=True))
    datasets = answer(
        warehouse,
        """
        select observed_at, count(*) from stg_huggingface__dataset_observations
        group by all order by all
        """,
    )
    assert datasets == list(zip(plan.observed_at, plan.datasets_listed, strict=True))


def test_a_rename_moves_a_ptm_and_makes_no_second_one(warehouse: Path, plan: SampleSummary) -> None:
    """By id as many PTMs as either day has, by name fewer: one was removed and its name taken."""
    assert answer(
        warehouse,
        """
        select count(*), count(distinct full_name) from dim_ptms
        where is_known_to_hub and hub = 'huggingface'
        """,
    ) == [(plan.ptms_listed[0] + plan.ptms_created, plan.ptm_names)]
    renamed = """
        select count(distinct ptm_id) from dim_ptm_aliases
        where alias_kind = 'renamed' and evidence like 'listed by the hub%'
    """
    assert answer(warehouse, renamed) == [(plan.ptms_renamed,)]
    datasets = """
        select count(*) from (
            select item_key from int_hub_items_named
            where entity = 'datasets'
            group by item_key having count(distinct hub_name) > 1
        )
    """
    assert answer(warehouse, datasets) == [(plan.datasets_renamed,)]


def test_what_the_second_day_lacks_is_removed(warehouse: Path, plan: SampleSummary) -> None:
    """A PTM whose name another took has no page of its own."""
    assert answer(
        warehouse,
        """
        select count(*), count(url), min(removed_at), max(removed_at)
        from dim_ptms where is_removed and hub = 'huggingface'
        """,
    ) == [(plan.ptms_removed, plan.ptms_removed_by_name, *[plan.observed_at[1]] * 2)]


# --- the lists


def test_names_lead_to_as_many_mappings_as_were_planned(
    warehouse: Path, plan: SampleSummary
) -> None:
    assert answer(
        warehouse,
        """
        select
            (select count(*) from stg_published__mappings),
            count(*), count(distinct ptm_id), count(distinct repository_id),
            (select count(*) from dim_ptms where is_known_to_hub is not true),
            -- those that only a PTM calls its own were looked for in no list
            (select count(*) from dim_repositories where ptm_count is not null)
        from fct_ptm_repository_mappings
        """,
    ) == [
        (
            plan.mapping_rows + plan.licensed_mapping_rows,
            plan.mappings,
            plan.mapped_ptms,
            plan.repositories,
            plan.mapped_ptms_not_listed,
            plan.repositories,
        )
    ]


def test_each_row_of_the_list_that_states_licenses_stands_as_it_was_stated(
    warehouse: Path, plan: SampleSummary
) -> None:
    with (plan.folder / "licensed_mappings.csv").open(newline="") as file:
        stated = [
            (row["repository"], row["ptm"], row["license"] or None) for row in csv.DictReader(file)
        ]
    assert len(stated) == plan.licensed_mapping_rows
    assert (
        answer(
            warehouse,
            """
            select repository_name, ptm_name, license_raw
            from fct_published_license_relations order by row_number
            """,
        )
        == stated
    )
    assert (
        answer(
            warehouse,
            """
        select verdict from (
            values ('compatible'), ('incompatible'), ('unknown'), ('skipped')
        ) as verdicts (verdict)
        where verdict not in (select published_verdict from fct_published_license_relations)
        """,
        )
        == []
    )


def test_repositories_that_no_license_list_names_are_not_collected(
    warehouse: Path, plan: SampleSummary
) -> None:
    assert answer(
        warehouse,
        """
        select
            count(*) filter (where not coalesce(contains(license_sources, 'github'), false)),
            count(*) filter (where license_status = 'not_collected')
        from dim_repositories
        where ptm_count is not null
        """,
    ) == [(plan.repositories_without_github_license, plan.repositories_without_any_license_entry)]


# --- the traps, each by its name


@pytest.mark.parametrize(
    ("said", "meant", "name_resolution"),
    [
        (planted.RENAMED[0], planted.RENAMED[1], "renamed"),
        (planted.RENAMED_PARENT_FORMERLY, planted.RENAMED_PARENT, "renamed"),
        (planted.BARE_NAME[0], planted.BARE_NAME[1], "renamed"),
        ("wrenbert-tides", planted.MOVED_OWNER[1], "renamed"),
        (planted.FREED_NAME, planted.FREED_NAME, "exact"),
        (planted.RECREATED_NAME, planted.RECREATED_NAME, "exact"),
        (planted.CASE_TWINS[0], planted.CASE_TWINS[0], "exact"),
        (planted.CASE_TWINS[1], planted.CASE_TWINS[1], "exact"),
        (planted.MISCASED_TWIN, planted.MISCASED_TWIN, "not_found"),
        (planted.CARDLESS.upper(), planted.CARDLESS, "case"),
        (planted.UNQUALIFIED, planted.UNQUALIFIED_NAMESAKE, "unqualified"),
        (planted.AMBIGUOUS_TAIL, planted.AMBIGUOUS_TAIL, "not_found"),
        (planted.NOT_LISTED[0], planted.NOT_LISTED[0], "not_found"),
    ],
)
def test_a_name_of_a_mapping_list_means_its_ptm(
    warehouse: Path, said: str, meant: str, name_resolution: str
) -> None:
    meanings = answer(
        warehouse,
        """
        select distinct ptm_id, name_resolution from int_mappings_resolved
        where observed_name = ?
        """,
        said,
    )
    assert meanings == [(f"pkg:huggingface/{meant}", name_resolution)]


@pytest.mark.parametrize(
    ("repository", "license_status", "license_expression"),
    [
        ("FableForge-Studio/unlicensed-demo", "none", None),
        ("Tinker-Vexley/Never-Collected", "not_collected", None),
        ("Harbour-Tools/Unnamed-Still", "ambiguous", "NOASSERTION"),
        (
            "Harbour-Tools/Unnamed-Terms",
            "declared",
            "LicenseRef-scancode-proprietary-license",
        ),
        ("Harbour-Tools/Two-Opinions", "conflicting", "GPL-3.0-or-later AND MIT"),
        ("Harbour-Tools/Finer-Opinion", "declared", "GPL-3.0-or-later"),
        ("Harbour-Tools/ScanCode-Only", "declared", "BSD-3-Clause AND MIT"),
        ("LampLighter-Labs/CamelCase-Licensed", "declared", "MIT"),
    ],
)
def test_a_repositorys_license_is_what_its_lists_make_of_it(
    warehouse: Path, repository: str, license_status: str, license_expression: str | None
) -> None:
    licenses = answer(
        warehouse,
        """
        select license_status, license_expression from dim_repositories
        where full_name = ?
        """,
        repository,
    )
    assert licenses == [(license_status, license_expression)]


@pytest.mark.parametrize(
    ("ptm", "license_status", "license_expression"),
    [
        (planted.LICENSE_CHANGED, "declared", "CC-BY-NC-4.0"),
        (planted.TWO_LICENSES, "declared", "Apache-2.0 AND MIT"),
        (planted.NEW_LICENSE, "ambiguous", "NOASSERTION"),
        (planted.CARDLESS, "none", None),
        (planted.CAPITAL_CARD_KEYS, "none", None),
        (planted.EMPTY_CARD_FIELDS, "none", None),
        (planted.NOT_LISTED[0], "not_collected", None),
    ],
)
def test_a_ptms_license_is_what_its_newest_card_says(
    warehouse: Path, ptm: str, license_status: str, license_expression: str | None
) -> None:
    licenses = answer(
        warehouse,
        "select license_status, license_expression from dim_ptms where full_name = ?",
        ptm,
    )
    assert licenses == [(license_status, license_expression)]


@pytest.mark.parametrize(
    ("repository", "ptm", "verdict", "rule_id"),
    [
        ("Quillbyte/Plain-Reader", "apache-2.0", "compatible", "R13"),
        ("Harbour-Tools/Closed-Harbour", "gpl-3.0", "incompatible", "R13"),
        ("GlassOnion-Apps/Network-Onion", "mit", "compatible", "R13"),
        ("GlassOnion-Apps/Network-Onion", "gpl-3.0", "review", "R13"),
        ("FableForge-Studio/unlicensed-demo", "mit", "no_license", "R02"),
        ("OpenOrchard/Unclear", "unknown", "unknown", "R03"),
        ("Tinker-Vexley/Never-Collected", "mit", "unknown", "R03"),
    ],
)
def test_each_verdict_can_be_reached(
    warehouse: Path, repository: str, ptm: str, verdict: str, rule_id: str
) -> None:
    findings = answer(
        warehouse,
        """
        select verdict, rule_id from fct_license_findings
        where upstream_id = ? and downstream_id = ?
        """,
        f"pkg:huggingface/{planted.specimen(ptm)}",
        f"pkg:github/{repository.lower()}",
    )
    assert findings == [(verdict, rule_id)]


# --- whatever the order


def test_the_order_of_loads_changes_no_mart(
    warehouse: Path,
    plan: SampleSummary,
    run_ptm: Command,
    run_dbt: Command,
    tmp_path: Path,
) -> None:
    """Lists first, then the second day, then the first: what counts is when a thing was seen."""
    backwards = tmp_path / "backwards"
    last = f"{plan.observed_at[-1].isoformat()}Z"
    for kind, file, source_name in (
        ("renames", "ptm_renames.json", "sample"),
        ("repository-licenses", "scancode_licenses.json", "scancode"),
        ("repository-licenses", "repository_licenses.json", "github"),
        ("mappings", "licensed_mappings.csv", "scancode"),
        ("mappings", "mappings.json", "sample"),
    ):
        run_ptm(
            "load", kind, plan.folder / file, "--source-name", source_name,
            "--observed-at", last, data_dir=backwards, check=True,
        )  # fmt: skip
    for day, observed_at in reversed(list(zip(DAY_FOLDERS, plan.observed_at, strict=True))):
        with LoopbackHub(HubData.from_folder(plan.folder / day)) as hub:
            run_ptm(
                "load", "huggingface", "--only", "spaces,datasets,models",
                "--observed-at", f"{observed_at.isoformat()}Z",
                data_dir=backwards, env={"HF_ENDPOINT": hub.url}, check=True,
            )  # fmt: skip
        run_ptm(
            "load", "pytorch-hub", "--path", plan.folder / "pytorch_hub" / day,
            "--observed-at", f"{observed_at.isoformat()}Z", data_dir=backwards, check=True,
        )  # fmt: skip
    # what is asked per PTM or per repository, and what code says, has no other order: it is
    # asked of the hub, of GitHub and of the code as they are
    with duckdb.connect(str(backwards / "raw.duckdb")) as raw:
        raw.execute(f"attach '{warehouse.parent / 'raw.duckdb'}' as forwards (read_only)")
        for table in DETAIL_TABLES:
            raw.execute(
                f"insert into {table.qualified_name} by name "
                f"select * from forwards.{table.qualified_name}"
            )
        raw.execute(
            "insert into huggingface.fetches by name "
            "select * from forwards.huggingface.fetches where endpoint != 'listing'"
        )
    run_dbt("--quiet", "build", "--exclude-resource-type=unit_test",
            "--exclude-resource-type=test", data_dir=backwards, check=True)  # fmt: skip

    assert differing_marts(warehouse, backwards / "warehouse.duckdb") == {}
