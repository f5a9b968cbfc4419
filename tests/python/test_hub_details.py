"""What the hub says of one repository at a time, from raw rows to marts, counted another way."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from ingestion import raw
from ingestion.config import DataFolder
from ingestion.landing import Landing, initialise
from warehouses import answer

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Command
    from ingestion.landing import Rows

MAY, JUNE, JULY = (datetime(2024, month, 1) for month in (5, 6, 7))

# what a card, a title or a comment may hold: a template, a page, a query
HOSTILE = "{{ ref('x') }} {% raw %} <script>alert(1)</script> '; drop table commits; -- \\ \" é\n"

MAIN, OLD, GONE, EMPTY, UNASKED = "lab/main", "lab/old", "lab/gone", "lab/empty", "lab/unasked"

SHARDS = 4


def rows(table: raw.RawTable, *records: dict[str, Any]) -> Rows:
    return table, pa.Table.from_pylist(list(records), schema=table.columns)


def fetched(item: str, endpoint: str, status: str = "ok", at: datetime = JUNE) -> dict[str, Any]:
    entity = "papers" if endpoint == "paper" else "models"
    return {"item": item, "endpoint": endpoint, "status": status, "attempts": 1,
            "fetched_at": at, "entity": entity}  # fmt: skip


def of(name: str, entity: str = "models", /, **columns: Any) -> dict[str, Any]:
    return {"entity": entity, "id": name, **columns}


def commit(name: str, number: int, entity: str = "models", **payload: Any) -> dict[str, Any]:
    body = {"id": f"c{number}", "title": f"commit {number}", "message": "",
            "authors": [{"user": "ada", "avatar": "a.png"}],
            "date": f"2024-0{1 + number % 3}-01T10:00:00.000Z"} | payload  # fmt: skip
    return of(name, entity, commit_sha=f"c{number}", position=number, payload=json.dumps(body))


def file(revision: str, path: str, content: str, **columns: Any) -> dict[str, Any]:
    return {"size_bytes": 10, "oid": content, "security_status": "safe", "payload": "{}"} | of(
        MAIN, revision=revision, path=path, **columns
    )


def listing(entity: str, observed_at: datetime) -> dict[str, Any]:
    return {"listing_id": entity, "source_name": "hub", "endpoint": "e", "entity": entity,
            "scope": "all", "shape": "s", "is_full": True, "observed_at": observed_at,
            "started_at": observed_at, "completed_at": observed_at, "record_count": 4,
            "part_count": 1}  # fmt: skip


def seen(entity: str, name: str, observed_at: datetime, **payload: Any) -> list[Rows]:
    version = {"id": name, "row_hash": f"h-{name}", "native_id": f"id-{name}", "shape": "s",
               "payload": json.dumps({"id": name, **payload})}  # fmt: skip
    observation = {"listing_id": entity, "part": 1, "id": name, "row_hash": f"h-{name}",
                   "observed_at": observed_at, "likes": 1}  # fmt: skip
    return [rows(raw.VERSIONS[entity], version), rows(raw.OBSERVATIONS[entity], observation)]


COMMITS = [
    commit(MAIN, 0, title=HOSTILE, message=HOSTILE),
    commit(MAIN, 1, title="Merge branch 'main' of https://hub/lab/main", authors=[]),
    commit(MAIN, 2, authors=[{"user": "Ada from git"}, {"user": "bob", "avatar": "b.png"}]),
    # the same history, fetched before the PTM was renamed
    commit(OLD, 1),
    commit(OLD, 2),
    commit("lab/corpus", 0, entity="datasets"),
]

FILES = [
    *(file("r1", f"model-0000{part}-of-4.bin", f"w{part}", size_bytes=5) for part in range(SHARDS)),
    file("r1", "README.md", "card"),
    file("r1", "training_args.bin", "args", security_status="unsafe"),
    *(file("r2", f"model-0000{part}-of-4.bin", f"w{part}", size_bytes=5) for part in range(3)),
    file("r2", "model-00003-of-4.bin", "retrained", size_bytes=5),
    file("r2", "README.md", "card"),
    file("r2", "a file of no known kind.xyz", "?", security_status=None),
    # cut after its first file
    file("r3", "model-00000-of-4.bin", "again", size_bytes=5),
]

EVENTS = [
    {"id": "e1", "type": "comment", "createdAt": "2024-05-01T00:00:00Z",
     "data": {"latest": {"raw": HOSTILE}, "numEdits": 2, "hidden": False}},
    {"id": "e2", "type": "status-change", "createdAt": "2024-05-02T00:00:00Z",
     "author": {"name": "ada", "type": "user"}, "data": {"status": "closed"}},
]  # fmt: skip


def landed() -> list[Rows]:
    """One renamed PTM with everything, one without, one unknown, one that nobody asked about."""
    discussion = {"num": 7, "title": HOSTILE, "status": "closed", "isPullRequest": False,
                  "numComments": 1, "createdAt": "2024-05-01T00:00:00Z"}  # fmt: skip
    paper = {"id": "2401.00001", "title": "On Models", "authors": [{"name": "A"}, {"name": "B"}],
             "publishedAt": "2024-01-01T00:00:00Z", "numTotalModels": 9,
             "linkedModels": [{"id": MAIN}, {"id": OLD}]}  # fmt: skip
    backfilled = "2022-03-02T23:29:04.000Z"
    return [
        rows(raw.LISTINGS, listing("models", JUNE), listing("spaces", JUNE)),
        *seen("models", MAIN, JUNE, createdAt=backfilled, pipeline_tag="fill-mask",
              tags=["arxiv:2401.00001", "arxiv:2402.00002"]),
        *seen("models", EMPTY, JUNE, createdAt=backfilled, tags=[]),
        *seen("models", UNASKED, JUNE, createdAt="2024-01-09T00:00:00.000Z", tags=[]),
        *seen("spaces", "lab/demo", JUNE, models=[MAIN, OLD, "lab/ghost"], sdk="gradio"),
        *seen("spaces", "lab/idle", JUNE, sdk="static"),
        rows(raw.FETCHES,
             *(fetched(MAIN, endpoint) for endpoint in
               ("commits", "commit_files", "refs", "discussions", "discussion", "files", "card")),
             fetched(f"{MAIN}#7", "discussion"), fetched(f"{MAIN}@c0", "commit_files"),
             fetched(OLD, "commits", at=MAY), fetched(EMPTY, "commits"),
             fetched(EMPTY, "files"), fetched(GONE, "commits", "not_found"),
             fetched(EMPTY, "card", "not_found"), fetched("2401.00001", "paper"),
             fetched("2402.00002", "paper", "not_found")),
        rows(raw.COMMITS, *COMMITS),
        rows(raw.COMMIT_FILES,
             of(MAIN, commit_sha="c0", path="model.safetensors", change="modified",
                lfs_sha256="new", size_bytes=5),
             of(MAIN, commit_sha="c2", path="model.safetensors", change="added", size_bytes=5)),
        rows(raw.REFS, of(MAIN, ref="refs/heads/main", ref_type="branch", name="main",
                          target_sha="c0", payload="{}"),
             of(MAIN, ref="refs/tags/v1", ref_type="tag", name="v1", target_sha="c2",
                payload="{}")),
        rows(raw.DISCUSSIONS, of(MAIN, number=7, payload=json.dumps(discussion))),
        rows(raw.DISCUSSION_EVENTS, *(
            of(MAIN, number=7, event_id=event["id"], position=place, payload=json.dumps(event))
            for place, event in enumerate(EVENTS))),
        rows(raw.SNAPSHOTS, *(
            of(name, revision=revision, taken_at=at, is_complete=reason is None,
               file_count=sum(name == MAIN and row["revision"] == revision for row in FILES),
               total_bytes=sum(row["size_bytes"] for row in FILES
                               if name == MAIN and row["revision"] == revision),
               cut_reason=reason)
            for name, revision, at, reason in [
                (MAIN, "r1", MAY, None), (MAIN, "r2", JUNE, None),
                (MAIN, "r3", JULY, "more than 1 file"), (EMPTY, "r0", JUNE, None)])),
        rows(raw.FILES, *FILES),
        rows(raw.CARDS, of(MAIN, revision="r1", fetched_at=MAY, text=HOSTILE, byte_count=41000000,
                           is_cut=True)),
        rows(raw.PAPERS, {"paper_id": "2401.00001", "fetched_at": JUNE,
                          "payload": json.dumps(paper)}),
    ]  # fmt: skip


MARTS = [
    "fct_ptm_commits",
    "fct_ptm_commit_files",
    "fct_ptm_refs",
    "fct_ptm_files",
    "fct_ptm_snapshots",
    "fct_ptm_discussions",
    "fct_ptm_discussion_events",
    "dim_papers",
    "dim_owners",
    "dim_spaces",
    "bridge_space_ptms",
    "bridge_ptm_papers",
    "rpt_hub_activity_monthly",
    "rpt_weight_changes",
    "rpt_silent_weight_changes",
    "int_ptm_commits_summarised",
    "int_ptm_files_summarised",
    "stg_huggingface__cards",
]


@pytest.fixture(scope="module")
def warehouse(run_dbt: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows landed and built, with the data tests of what was built."""
    folder = DataFolder(tmp_path_factory.mktemp("details") / "data")
    initialise(folder)
    # a rename list says what the old name is
    lists = {"list_id": "l", "source_name": "hub", "kind": "renames", "observed_at": MAY,
             "file_name": "f", "file_sha256": "s", "record_count": 1,
             "states_licenses": False}  # fmt: skip
    rename = {"list_id": "l", "row_number": 1, "entity": "ptm", "old_name": OLD, "new_name": MAIN}
    Landing(folder, "published").land([rows(raw.LISTS, lists), rows(raw.RENAMES, rename)])
    Landing(folder, "huggingface").land(landed())
    parents = [f"+{mart}" for mart in MARTS]
    run_dbt(
        "--quiet", "build", "--exclude-resource-type", "test", "unit_test",
        "--select", *parents, data_dir=folder.root, check=True,
    )  # fmt: skip
    run_dbt(
        "--quiet", "test", "--exclude-resource-type", "unit_test",
        "--indirect-selection", "cautious", "--select", "dim_ptms", *MARTS,
        data_dir=folder.root, check=True,
    )  # fmt: skip
    return folder.root / "warehouse.duckdb"


def ptm(name: str) -> str:
    return f"pkg:huggingface/{name}"


def test_a_renamed_ptm_has_its_commits_once_and_under_its_name(warehouse: Path) -> None:
    expected = Counter(ptm(row["id"]) for row in COMMITS if row["id"] == MAIN)

    found = answer(warehouse, "select ptm_id, count(*) from fct_ptm_commits group by 1")
    assert dict(found) == expected


def test_nothing_is_zero_where_somebody_looked_and_missing_where_nobody_did(
    warehouse: Path,
) -> None:
    summarised = answer(
        warehouse, "select ptm_id, commit_count, author_count from int_ptm_commits_summarised"
    )

    assert sorted(summarised) == [(ptm(EMPTY), 0, 0), (ptm(MAIN), 3, 3)]


def test_a_deleted_author_is_null_with_a_kind(warehouse: Path) -> None:
    commits = "select author_name, author_kind, co_authors from fct_ptm_commits order by position"
    events = "select author_name, author_kind from fct_ptm_discussion_events order by position"

    assert answer(warehouse, commits) == [
        ("ada", "account", None),
        (None, "deleted", None),
        ("Ada from git", "git", "bob"),
    ]
    assert answer(warehouse, events) == [(None, "deleted"), ("ada", "user")]


@pytest.mark.parametrize(
    "query",
    [
        "select title from fct_ptm_commits where position = 0",
        "select message from fct_ptm_commits where position = 0",
        "select title from fct_ptm_discussions",
        "select comment_text from fct_ptm_discussion_events where position = 0",
        "select card_text from stg_huggingface__cards",
    ],
)
def test_hostile_text_passes_unchanged(warehouse: Path, query: str) -> None:
    assert answer(warehouse, query) == [(HOSTILE,)]


def test_a_tree_that_was_cut_says_so_and_why(warehouse: Path) -> None:
    trees = answer(
        warehouse,
        "select revision, file_count, is_complete, cut_reason, previous_revision, is_newest"
        " from fct_ptm_snapshots where ptm_id = ? order by taken_at",
        ptm(MAIN),
    )

    assert trees == [
        ("r1", 6, True, None, None, False),
        ("r2", 6, True, None, "r1", False),
        ("r3", 1, False, "more than 1 file", "r2", True),
    ]
    cards = "select card_bytes, is_card_cut from fct_ptm_snapshots where revision = 'r1'"
    assert answer(warehouse, cards) == [(41000000, True)]


def test_what_a_cut_tree_does_not_show_is_not_said_to_be_absent(warehouse: Path) -> None:
    columns = "file_count, weight_formats, has_safetensors, has_only_pickled_weights, " \
              "security_status"  # fmt: skip
    found = answer(warehouse, f"select ptm_id, {columns} from int_ptm_files_summarised order by 1")

    assert found == [
        (ptm(EMPTY), 0, None, False, None, None),
        (ptm(MAIN), None, "pytorch", None, None, None),
    ]


def test_weight_files_are_told_by_their_names(warehouse: Path) -> None:
    found = answer(
        warehouse,
        "select path, format, is_weight from fct_ptm_files where revision in ('r1', 'r2')"
        " group by all order by 1",
    )

    weights = [path for path, _, is_weight in found if is_weight]
    assert weights == [f"model-0000{part}-of-4.bin" for part in range(SHARDS)]
    assert [row for row in found if not row[2]] == [
        ("README.md", "markdown", False),
        ("a file of no known kind.xyz", None, None),
        ("training_args.bin", "training state", False),
    ]


def test_a_weight_that_changed_alone_changed_in_silence(warehouse: Path) -> None:
    found = answer(
        warehouse,
        "select evidence, revision, weight_paths, is_card_changed, is_tagged, is_silent"
        " from rpt_silent_weight_changes order by evidence, revision",
    )

    assert found == [
        ("commit", "c0", "model.safetensors", False, False, True),
        ("snapshots", "r2", "model-00003-of-4.bin", False, False, True),
        # the cut tree does not show the card
        ("snapshots", "r3", "model-00000-of-4.bin", None, False, None),
    ]


def test_months_count_commits_and_date_ptms_by_their_first(warehouse: Path) -> None:
    dates = Counter(
        datetime.fromisoformat(json.loads(row["payload"])["date"]).date().replace(day=1)
        for row in COMMITS
        if row["id"] == MAIN
    )
    found = answer(
        warehouse,
        "select month_date, sum(commit_count), sum(new_ptm_count), sum(undated_ptm_count)"
        " from rpt_hub_activity_monthly group by 1 order by 1",
    )

    assert {month: count for month, count, _, _ in found if count} == dates
    # the back-filled ones: of one no commit, of the other none of its time is known
    assert [row[2:] for row in found if row[0] == datetime(2022, 3, 1).date()] == [(0, 2)]
    assert sum(new for _, _, new, _ in found) == 1


def test_spaces_use_ptms_by_any_of_their_names(warehouse: Path) -> None:
    pairs = answer(
        warehouse, "select ptm_id, declared_names from bridge_space_ptms order by ptm_id"
    )
    counts = answer(warehouse, "select name, ptm_count from dim_spaces order by name")

    assert pairs == [(ptm("lab/ghost"), "lab/ghost"), (ptm(MAIN), f"{MAIN}, {OLD}")]
    assert counts == [("demo", 2), ("idle", 0)]


def test_papers_are_described_unknown_or_not_asked_about(warehouse: Path) -> None:
    papers = answer(
        warehouse,
        "select paper_id, authors, ptm_count, linked_ptm_count, is_known_to_hub"
        " from dim_papers order by 1",
    )
    evidence = answer(warehouse, "select paper_id, evidence from bridge_ptm_papers order by 1")

    assert papers == [
        ("arxiv:2401.00001", "A, B", 1, 9, True),
        ("arxiv:2402.00002", None, 1, None, False),
    ]
    assert evidence == [("arxiv:2401.00001", "paper, tag"), ("arxiv:2402.00002", "tag")]


def test_owners_count_what_is_theirs_and_only_what_was_listed(warehouse: Path) -> None:
    owners = answer(
        warehouse,
        "select owner, ptm_count, absent_ptm_count, dataset_count, space_count from dim_owners",
    )

    # no listing of datasets was loaded, and the ghost is in no listing
    assert owners == [("lab", 3, 1, None, 2)]
