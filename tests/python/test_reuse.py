"""Reuse in the marts, against the same counted in plain Python from the raw rows.

A small raw database is written here: a hub of forty PTMs, repositories whose histories were drawn
at random, scans of some of them, a mapping list, and manifests. Nothing below reads the SQL's own
intermediate steps: histories are walked commit by commit, survival and ranks follow the textbook.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from hashlib import md5
from math import sqrt
from statistics import mean
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from ingestion import raw
from ingestion.config import DataFolder
from ingestion.landing import Landing, initialise
from ingestion.sources import huggingface, published
from warehouses import answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from conftest import Command

START = datetime(2023, 1, 1)
TASKS = ("text-classification", "fill-mask", None)
LIBRARIES = ("transformers", "timm", None)
PTMS = [f"lab/ptm-{number}" for number in range(40)]
# a name that a rename list says is gone, and one that no hub has
RENAMED, UNKNOWN = "ptm-0", "nobody/ptm"

MARTS = (
    "dim_ptm_aliases",
    "dim_repositories",
    "bridge_mapping_sources",
    "fct_reuse_files",
    "rpt_argument_resolution",
    "rpt_domain_repositories",
    "rpt_library_blast_radius",
    "rpt_mapping_agreement",
    "rpt_popularity_vs_reuse",
    "rpt_ptm_adoption_survival",
    "rpt_ptm_switches",
    "rpt_ptms_per_repository",
    "rpt_reuse_concentration",
    "rpt_revision_pinning",
)


def ptm_id(name: str) -> str:
    return f"pkg:huggingface/{'lab/ptm-0' if name == RENAMED else name}"


def repository_id(name: str) -> str:
    return f"pkg:github/{name.lower()}"


@dataclass
class World:
    """The rows of the raw tables, by table, and the records of the hub."""

    hub: list[dict[str, Any]] = field(default_factory=list)
    mappings: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: raw.RawTable, **values: Any) -> None:
        self.rows[table.name].append(dict.fromkeys(table.columns.names) | values)

    def scan(self, repository: str, day: int, host: str = "github") -> str:
        """A scan of a commit of that day; its id."""
        sha = f"{repository}-{day}" if host == "github" else None
        scan_id = md5(f"{repository}|{sha}".encode(), usedforsecurity=False).hexdigest()
        at = START + timedelta(days=day)
        self.add(
            raw.REUSE_SCANS, scan_id=scan_id, repository_name=repository, host=host,
            commit_sha=sha, committed_at=at if sha else None,
            source_kind="git" if sha else "folder", tool_version="1", signatures_hash="s",
            started_at=START + timedelta(days=900), completed_at=START + timedelta(days=900),
            files_seen=9, files_matched=5, files_parsed=5, files_failed=0, files_refused=0,
            call_site_count=0,
        )  # fmt: skip
        for path, is_test, is_vendored in (
            ("app.py", False, False), ("tests/test_app.py", True, False),
            ("vendor/transformers/models.py", False, True),
        ):  # fmt: skip
            self.add(
                raw.REUSE_FILES, scan_id=scan_id, path=path, status="parsed", language="python",
                is_test_path=is_test, is_vendored_path=is_vendored,
            )  # fmt: skip
        return scan_id

    def call(self, scan_id: str, *names: str, **values: Any) -> None:
        position = sum(call["scan_id"] == scan_id for call in self.rows["call_sites"])
        self.add(raw.REUSE_CALL_SITES, **{
            "scan_id": scan_id, "position": position, "path": "app.py", "line": position + 1,
            "library": "transformers", "callable": "AutoModel.from_pretrained",
            "hub": "huggingface", "resolution_status": "literal" if names else "parameter",
            "resolved_names": json.dumps(names), "trusts_remote_code": False, **values,
        })  # fmt: skip

    def depend(self, scan_id: str, package: str, constraint: str | None, line: int) -> None:
        self.add(
            raw.REUSE_DEPENDENCIES, scan_id=scan_id, package_id=f"pkg:pypi/{package}",
            package_name=package, ecosystem="pypi", constraint=constraint,
            manifest="requirements.txt", line=line, scope="runtime",
        )  # fmt: skip


def history(world: World, chance: random.Random, repository: str) -> None:
    """Thirty commits over three files that name up to three PTMs at a time."""
    held: dict[str, list[str]] = {}
    day = 0
    names = [*PTMS[:6], RENAMED, UNKNOWN]
    for position in range(30):
        day += chance.choice((0, 1, 5, 40))
        for path in chance.sample(("a.py", "b.py", "c.py"), chance.choice((1, 1, 2))):
            if path in held and chance.random() < 0.15:
                change, now = "removed", []
                del held[path]
            else:
                change = "modified" if path in held else "added"
                now = chance.sample(names, chance.choice((0, 1, 1, 1, 2, 3)))
                held[path] = now
            world.add(
                raw.REUSE_FILE_VERSIONS, repository_name=repository, host="github", path=path,
                commit_sha=f"{repository}-{position}", position=position,
                parent_position=position - 1 if position else None,
                committed_at=START + timedelta(days=day), change=change, names=json.dumps(now),
            )  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    chance = random.Random(4)
    made = World()
    for number, name in enumerate(PTMS):
        made.hub.append({
            "_id": f"{number:024x}", "id": name, "tags": [], "createdAt": "2022-05-01T00:00:00Z",
            "downloads": chance.choice((0, 3, 3, 50, 800, 90_000)), "likes": chance.randrange(4),
            "pipeline_tag": TASKS[number % 3], "library_name": LIBRARIES[number % 2],
        })  # fmt: skip
    for number in range(12):
        history(made, chance, f"Org/History-{number}")
    # repositories that were scanned, named by the list, or both
    for number in range(10):
        repository = f"org/code-{number}"
        if number < 7:
            old, new = made.scan(repository, 10), made.scan(repository, 500)
            made.call(old, "lab/ptm-39")
            for name in chance.sample(PTMS[:12], 4):
                made.call(new, name, path=chance.choice((
                    "app.py", "tests/test_app.py", "vendor/transformers/models.py",
                )))  # fmt: skip
            made.call(new, *PTMS[20:22], resolution_status="default")
            made.call(new, argument="name")
            made.call(new, "a-folder", resolution_status="local_path")
        if number > 3:
            made.mappings[repository] = chance.sample(PTMS[:12], 6)
    local = made.scan("my folder", 0, host="local")
    pinned = {"revision": "a" * 40, "revision_kind": "commit"}
    made.call(local, "lab/ptm-1", **pinned)
    made.call(local, "ptm-0", library="timm", **pinned)
    made.call(local, "lab/ptm-0", library="timm", revision="main", revision_kind="branch")
    made.call(local, "LAB/PTM-2", trusts_remote_code=True)
    made.call(local, "nobody/ptm")
    made.call(local, "lab/net:v1/net", hub="pytorch", library="torch")
    made.call(local, "resnet", hub="pytorch", library="torchvision")
    made.depend(local, "timm", "==0.9", 1)
    made.depend(local, "numpy", None, 2)
    declaring = made.scan("Org/Declares", 1)
    made.depend(declaring, "timm", None, 1)
    made.depend(declaring, "timm", "<1", 2)
    made.add(
        raw.REUSE_FILES, scan_id=declaring, path="big\nfile.py", status="refused",
        reason="larger than 10 MB", is_test_path=False, is_vendored_path=False,
    )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, run_dbt: Command, world: World) -> Path:
    folder = DataFolder(tmp_path_factory.mktemp("reuse"))
    initialise(folder)
    dump = folder.root / "models.jsonl"
    dump.write_text("".join(json.dumps(record) + "\n" for record in world.hub))
    huggingface.load_dump(
        folder, dump, entity="models", observed_at=datetime(2025, 1, 1), is_full=True,
        allow_shrink=False, progress=lambda count, doing: None,
    )  # fmt: skip
    mappings = folder.root / "mappings.json"
    mappings.write_text(json.dumps(world.mappings))
    renames = folder.root / "renames.json"
    renames.write_text(json.dumps({RENAMED: "lab/ptm-0"}))
    for file, table, content in (
        (mappings, raw.MAPPINGS, published.read_mappings(mappings)),
        (renames, raw.RENAMES, published.read_renames(renames, "ptm")),
    ):
        published.load_list(
            folder, file, content, table, source_name="list", observed_at=datetime(2024, 1, 1)
        )
    tables = {table.name: table for table in raw.RAW_TABLES["reuse"]}
    Landing(folder, "reuse").land(
        (tables[name], pa.Table.from_pylist(rows, schema=tables[name].columns))
        for name, rows in world.rows.items()
    )
    run_dbt(
        "--quiet", "build", "--exclude-resource-type", "test", "unit_test",
        "--select", *(f"+{mart}" for mart in MARTS),
        data_dir=folder.root, check=True,
    )  # fmt: skip
    return folder.warehouse_database


# --- intervals, walked commit by commit

Interval = tuple[str, str, str, str, datetime, str | None, datetime | None, str | None]


def versions_of(world: World) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in world.rows["file_versions"]:
        found[row["repository_name"]].append(row)
    return found


def walked(world: World) -> Iterator[Interval]:
    """repository, path, PTM, adopted commit and time, removed commit and time, replacement."""
    for repository, versions in versions_of(world).items():
        held: dict[str, dict[str, tuple[str, datetime]]] = defaultdict(dict)
        for position in range(30):
            commit = [row for row in versions if row["position"] == position]
            before = {row["path"]: set(held[row["path"]]) for row in commit}
            after = {row["path"]: set(map(ptm_id, json.loads(row["names"]))) for row in commit}
            for row in commit:
                path, sha, at = row["path"], row["commit_sha"], row["committed_at"]
                came = after[path] - before[path]
                for gone in before[path] - after[path]:
                    moved = any(
                        gone in after[other] - before[other] for other in after if other != path
                    )
                    (successor,) = came if len(came) == 1 and not moved else (None,)
                    start = held[path].pop(gone)
                    yield repository_id(repository), path, gone, *start, sha, at, successor
                held[path] |= dict.fromkeys(came, (sha, at))
        for path, ptms in held.items():
            for ptm, start in ptms.items():
                yield repository_id(repository), path, ptm, *start, None, None, None


def test_an_interval_lasts_from_the_commit_that_brought_a_ptm_to_the_one_that_took_it_away(
    warehouse: Path, world: World
) -> None:
    intervals = answer(
        warehouse,
        """
        select repository_id, path, ptm_id, adopted_commit, adopted_at, removed_commit, removed_at,
            replaced_by_ptm_id
        from fct_reuse_intervals
        """,
    )

    assert sorted(intervals, key=str) == sorted(walked(world), key=str)
    assert {row[-1] for row in intervals} >= {None, ptm_id("lab/ptm-1"), ptm_id(UNKNOWN)}


def test_two_names_of_one_ptm_are_no_switch(warehouse: Path) -> None:
    """`ptm-0` is a former name of `lab/ptm-0`, and files go from one to the other."""
    assert answer(
        warehouse, f"select count(*) from dim_ptms where ptm_id = 'pkg:huggingface/{RENAMED}'"
    ) == [(0,)]


def test_what_took_the_place_of_what_is_counted_by_repository(
    warehouse: Path, world: World
) -> None:
    repositories: dict[tuple[str, str], set[str]] = defaultdict(set)
    files: Counter[tuple[str, str]] = Counter()
    for repository, _, gone, *_, successor in walked(world):
        if successor:
            repositories[gone, successor].add(repository)
            files[gone, successor] += 1

    assert answer(
        warehouse,
        "select ptm_id, replaced_by_ptm_id, repository_count, switch_count from rpt_ptm_switches"
        " order by all",
    ) == sorted((*pair, len(repositories[pair]), files[pair]) for pair in files)


# --- survival

Adoption = tuple[str, int, bool]


def adoptions(world: World) -> list[Adoption]:
    """PTM, days, whether it went: a repository has a PTM while any of its files has."""
    last = {
        repository_id(name): max(row["committed_at"] for row in versions)
        for name, versions in versions_of(world).items()
    }
    spans: dict[tuple[str, str], list[tuple[datetime, datetime, bool]]] = defaultdict(list)
    for repository, _, ptm, _, start, _, end, _ in walked(world):
        spans[repository, ptm].append((start, end or last[repository], end is not None))
    found = []
    for (_, ptm), intervals in spans.items():
        merged: list[tuple[datetime, datetime, bool]] = []
        for start, end, is_gone in sorted(intervals):
            if merged and start <= merged[-1][1]:
                first, until, was_gone = merged.pop()
                merged.append((first, max(until, end), was_gone and is_gone))
            else:
                merged.append((start, end, is_gone))
        found += [(ptm, (end - start).days, is_gone) for start, end, is_gone in merged]
    return found


def kaplan_meier(lives: list[tuple[int, bool]]) -> dict[int, float]:
    survival, steps = Fraction(1), {}
    for day in sorted({days for days, _ in lives}):
        at_risk = sum(days >= day for days, _ in lives)
        survival *= 1 - Fraction(sum(life == (day, True) for life in lives), at_risk)
        steps[day] = round(float(survival), 6)
    return steps


def test_survival_is_that_of_kaplan_and_meier(warehouse: Path, world: World) -> None:
    strata: dict[tuple[str, str], list[tuple[int, bool]]] = defaultdict(list)
    of_ptm = {
        ptm_id(record["id"]): (
            record["pipeline_tag"] or "unknown",
            record["library_name"] or "unknown",
        )
        for record in world.hub
    }
    for ptm, days, is_gone in adoptions(world):
        strata["all", "all"].append((days, is_gone))
        strata[of_ptm.get(ptm, ("unknown", "unknown"))].append((days, is_gone))

    steps: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for task, library, days, survival in answer(
        warehouse,
        "select task, library, duration_days, survival_share from rpt_ptm_adoption_survival",
    ):
        steps[task, library][days] = survival

    assert steps == {stratum: kaplan_meier(lives) for stratum, lives in strata.items()}
    assert len(steps) > 4
    assert len(set(steps["all", "all"].values())) > 20


# --- mappings: the scanner's and the list's


def vendored(call: dict[str, Any]) -> bool:
    return str(call["path"]).startswith("vendor/")


def newest_calls(world: World) -> Iterable[tuple[str, str, dict[str, Any]]]:
    """Repository, PTM and call, of the newest scan of each repository."""
    newest = {
        scan["repository_name"]: scan["scan_id"]
        for scan in sorted(world.rows["scans"], key=lambda scan: scan["committed_at"] or START)
    }
    for repository, scan_id in newest.items():
        for call in world.rows["call_sites"]:
            if call["scan_id"] != scan_id or call["resolution_status"] == "local_path":
                continue
            for name in json.loads(call["resolved_names"]):
                if call["hub"] == "huggingface" and repository != "my folder":
                    yield repository_id(repository), ptm_id(name), call


def test_scanner_and_list_are_united_without_duplicates(warehouse: Path, world: World) -> None:
    calls: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for repository, ptm, call in newest_calls(world):
        calls[repository, ptm].append(call)
    listed = {
        (repository_id(repository), ptm_id(name))
        for repository, names in world.mappings.items()
        for name in names
    }
    expected = [
        (
            *pair,
            ", ".join(
                source for source, has in (("list", listed), ("scanner", calls)) if pair in has
            ),
            len(calls[pair]) if pair in calls else None,
            all(map(vendored, calls[pair])) if pair in calls else None,
        )
        for pair in sorted(listed | set(calls))
    ]

    assert expected == answer(
        warehouse,
        """
        select repository_id, ptm_id, sources, call_site_count, is_vendored_only
        from fct_ptm_repository_mappings where repository_id like 'pkg:github/org/code-%'
        order by all
        """,
    )
    assert {row[2] for row in expected} == {"list", "scanner", "list, scanner"}


def test_counts_of_the_dimensions_are_those_of_the_mappings(warehouse: Path) -> None:
    """A repository that was scanned and uses nothing has zero; no repository is unknown here."""
    assert answer(
        warehouse,
        "select full_name, host, ptm_count from dim_repositories"
        " where full_name in ('Org/Declares', 'my folder') order by full_name",
    ) == [("Org/Declares", "github", 0), ("my folder", "local", 5)]
    ((of_ptms, of_repositories, mappings),) = answer(
        warehouse,
        """
        select (select sum(repository_count) from dim_ptms),
            (select sum(ptm_count) from dim_repositories),
            (select count(*) from fct_ptm_repository_mappings)
        """,
    )
    assert of_ptms == of_repositories == mappings


def test_a_folder_is_a_repository_and_its_names_mean_ptms(warehouse: Path) -> None:
    mappings = answer(
        warehouse,
        """
        select mappings.ptm_id, confidence, call_site_count, is_revision_pinned
        from fct_ptm_repository_mappings as mappings
        where repository_id = 'pkg:generic/local/my%20folder' order by all
        """,
    )

    assert mappings == [
        ("pkg:generic/pytorch-hub/lab/net/net", "low", 1, False),
        ("pkg:huggingface/lab/ptm-0", "high", 2, False),
        ("pkg:huggingface/lab/ptm-1", "high", 1, True),
        ("pkg:huggingface/lab/ptm-2", "medium", 1, False),
        ("pkg:huggingface/nobody/ptm", "low", 1, False),
    ]


def test_agreement_counts_what_either_found_in_repositories_that_both_looked_at(
    warehouse: Path, world: World
) -> None:
    scanned: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for repository, ptm, call in newest_calls(world):
        scanned[repository, ptm].append(vendored(call))
    both_looked = {repository for repository, _ in scanned} & set(
        map(repository_id, world.mappings)
    )
    listed = {
        (repository_id(repository), ptm_id(name))
        for repository, names in world.mappings.items()
        for name in names
        if repository_id(repository) in both_looked
    }
    found = {pair for pair in scanned if pair[0] in both_looked}
    extra = found - listed

    assert answer(
        warehouse,
        """
        select source_name, repository_count, both_count, list_only_count, scanner_only_count,
            vendored_scanner_only_count, list_found_by_scanner_pct
        from rpt_mapping_agreement where library = 'all'
        """,
    ) == [(
        "list", len(both_looked), len(found & listed), len(listed - found), len(extra),
        sum(all(scanned[pair]) for pair in extra),
        round(100 * len(found & listed) / len(listed), 2),
    )]  # fmt: skip


# --- popularity against reuse


def middle_ranks(values: list[int]) -> list[float]:
    ordered = sorted(values)
    return [ordered.index(value) + (ordered.count(value) + 1) / 2 for value in values]


def correlation(one: list[float], other: list[float]) -> float:
    centre, centre_of_other = mean(one), mean(other)
    together = sum((x - centre) * (y - centre_of_other) for x, y in zip(one, other, strict=True))
    spread = sqrt(sum((x - centre) ** 2 for x in one))
    return together / (spread * sqrt(sum((y - centre_of_other) ** 2 for y in other)))


@pytest.mark.parametrize("measure", ["downloads_30d", "likes"])
def test_popularity_and_reuse_are_correlated_as_by_hand(
    warehouse: Path, world: World, measure: str
) -> None:
    key = measure.removesuffix("_30d")
    popularity = {ptm_id(record["id"]): record[key] for record in world.hub}
    users: dict[str, set[str]] = defaultdict(set)
    for repository, ptm in answer(
        warehouse, "select repository_id, ptm_id from fct_ptm_repository_mappings"
    ):
        users[ptm].add(repository)
    ptms = sorted(popularity)
    popular, reuse = [popularity[ptm] for ptm in ptms], [len(users[ptm]) for ptm in ptms]
    top_ten = sorted(ptms, key=lambda ptm: (-popularity[ptm], ptm))[:10]

    ((spearman, pearson, ptm_count, unused),) = answer(
        warehouse,
        "select spearman, pearson, ptm_count, unused_popular_ptm_count"
        " from rpt_popularity_vs_reuse where measure = $1 and top_count = 10",
        measure,
    )

    assert ptm_count == len(ptms)
    assert spearman == pytest.approx(
        correlation(middle_ranks(popular), middle_ranks(reuse)), abs=1e-6
    )
    assert pearson == pytest.approx(
        correlation(list(map(float, popular)), list(map(float, reuse))), abs=1e-6
    )
    assert unused == sum(not users[ptm] for ptm in top_ten)


# --- the rest


def test_a_call_without_a_name_stays_a_row(warehouse: Path, world: World) -> None:
    statuses = Counter(call["resolution_status"] for call in world.rows["call_sites"])

    assert dict(
        answer(
            warehouse, "select resolution_status, count(*) from fct_reuse_call_sites group by all"
        )
    ) == dict(statuses)
    assert answer(
        warehouse,
        "select count(*) from fct_reuse_call_sites"
        " where resolution_status in ('parameter', 'local_path') and"
        " (ptm_id is not null or resolved_names is not null or ptm_count > 0)",
    ) == [(0,)]


def test_a_library_reaches_who_declares_it_and_who_calls_it(warehouse: Path) -> None:
    reached = answer(
        warehouse,
        """
        select repository_id, ptm_id, constraints, reach, call_site_count
        from rpt_library_blast_radius where package_id = 'pkg:pypi/timm' order by all
        """,
    )

    assert reached == [
        ("pkg:generic/local/my%20folder", "pkg:huggingface/lab/ptm-0", "==0.9",
         "declared and called", 2),
        ("pkg:github/org/declares", None, "<1; any", "declared", 0),
    ]  # fmt: skip
    assert answer(
        warehouse,
        "select count(*) from rpt_library_blast_radius where package_id = 'pkg:pypi/numpy'",
    ) == [(0,)]


def test_a_refused_file_is_a_row_with_its_reason(warehouse: Path) -> None:
    assert answer(
        warehouse, "select path, status, reason from fct_reuse_files where status = 'refused'"
    ) == [("big\nfile.py", "refused", "larger than 10 MB")]
