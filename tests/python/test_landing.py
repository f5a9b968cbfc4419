"""How rows reach the raw database, and what loading again, late or less does to it."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest
import yaml
from dlt import Schema

from conftest import PROJECT, Command, raw_contents
from ingestion import records
from ingestion.config import DataFolder
from ingestion.errors import PtmError
from ingestion.landing import Landing, initialise
from ingestion.raw import (
    FETCHES,
    LISTINGS,
    OBSERVATIONS,
    RAW_TABLES,
    RENAMES,
    VERSIONS,
    RawTable,
    all_tables,
)
from ingestion.sources import huggingface, published
from ingestion.sources.huggingface import Listing, dump

if TYPE_CHECKING:
    from pathlib import Path

MAY, JUNE = datetime(2024, 5, 1), datetime(2024, 6, 1)

# what the marts count: a part beyond a listing's last is left from a file that was replaced
COUNTED = """
    select observations.id, observations.likes
    from huggingface.model_observations as observations
    inner join huggingface.listings as listings
        on observations.listing_id = listings.listing_id
    where observations.part <= listings.part_count and listings.observed_at = $observed_at
    order by all
"""


def models(*likes: int, **changed: Any) -> list[dict[str, Any]]:
    return [
        {"_id": f"{number:024x}", "id": f"acme/m-{number}", "likes": count, **changed}
        for number, count in enumerate(likes)
    ]


def load(
    folder: DataFolder,
    entries: list[dict[str, Any]],
    observed_at: datetime = MAY,
    *,
    is_full: bool = True,
    allow_shrink: bool = False,
) -> Listing:
    file = folder.root.parent / "dump.jsonl"
    file.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return dump.load_dump(
        folder,
        file,
        entity="models",
        observed_at=observed_at,
        is_full=is_full,
        allow_shrink=allow_shrink,
        progress=lambda _count, _doing: None,
    )


def counts(folder: DataFolder) -> dict[str, int]:
    return {name: len(rows) for name, rows in raw_contents(folder).items() if rows}


def query(folder: DataFolder, sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder.raw_database), read_only=True) as connection:
        return connection.execute(sql, values).fetchall()


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of two batches of two records, so that a few records are many packages."""
    monkeypatch.setattr(records, "BATCH_RECORDS", 2)
    monkeypatch.setattr(dump, "BATCHES_A_PART", 2)


class TestTables:
    @pytest.mark.parametrize("table", list(all_tables()), ids=lambda table: table.qualified_name)
    def test_init_makes_each_table_with_its_columns(
        self, initialised: DataFolder, table: RawTable
    ) -> None:
        empty = table.empty()  # noqa: F841 - DuckDB finds it by its name
        expected = duckdb.sql("select column_name, column_type from (describe empty)").fetchall()

        found = query(
            initialised,
            "select column_name, column_type from (describe "
            f"{table.qualified_name}) where not starts_with(column_name, '_dlt')",
        )

        assert found == expected
        assert not [name for name, kind in found if "ZONE" in kind]

    def test_a_column_that_raw_requires_takes_no_null(self, initialised: DataFolder) -> None:
        found = query(
            initialised,
            "select table_schema || '.' || table_name, column_name from information_schema.columns "
            "where is_nullable = 'NO' and not starts_with(table_name, '_dlt')",
        )

        required = {
            (table.qualified_name, field.name)
            for table in all_tables()
            for field in table.columns
            if not field.nullable
        }
        assert required
        assert required <= set(found)

    def test_init_adds_a_table_that_an_older_version_did_not_have(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = DataFolder(tmp_path)
        with monkeypatch.context() as older:
            tables = RAW_TABLES["huggingface"]
            older.setitem(RAW_TABLES, "huggingface", tuple(set(tables) - {FETCHES}))
            initialise(folder)
            load(folder, models(1, 2))
            before = raw_contents(folder)
        assert FETCHES.qualified_name not in before

        initialise(folder)

        assert raw_contents(folder) == before | {FETCHES.qualified_name: []}

    def test_init_adds_a_column_that_an_older_version_did_not_have(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = DataFolder(tmp_path)
        row = {"item": "l/0", "endpoint": "/api/models", "status": "ok", "attempts": 1,
               "fetched_at": MAY}  # fmt: skip
        with monkeypatch.context() as older:
            columns = FETCHES.columns
            for name in ("entity", "revision", "etag"):
                columns = columns.remove(columns.get_field_index(name))
            fetches = replace(FETCHES, columns=columns)
            tables = (fetches, *(set(RAW_TABLES["huggingface"]) - {FETCHES}))
            older.setitem(RAW_TABLES, "huggingface", tables)
            initialise(folder)
            rows = pa.Table.from_pylist([row], schema=columns)
            Landing(folder, "huggingface").land([(fetches, rows)])
        with pytest.raises(PtmError, match="Run `ptm init`, which keeps what is loaded"):
            huggingface.state_of_details(folder)

        initialise(folder)

        assert query(folder, "select item, entity, revision, etag from huggingface.fetches") == [
            ("l/0", None, None, None)
        ]

    def test_ptm_init_is_all_that_dbt_needs(self, run_ptm: Command, tmp_path: Path) -> None:
        run_ptm("init", data_dir=tmp_path / "data", check=True)

        assert all(rows == [] for rows in raw_contents(DataFolder(tmp_path / "data")).values())


class TestSchemas:
    @pytest.mark.parametrize("source", RAW_TABLES)
    def test_the_committed_schema_is_that_of_a_fresh_init(
        self, initialised: DataFolder, source: str
    ) -> None:
        committed = PROJECT / "ingestion" / "schemas" / f"{source}.schema.yaml"
        exported = exported_schema(initialised, source)

        if os.environ.get("PTM_UPDATE_SCHEMAS") == "1":
            committed.write_text(exported)
        assert committed.read_text() == exported, (
            "The raw tables changed. If they are meant to, write the schemas anew with "
            "PTM_UPDATE_SCHEMAS=1 pytest tests/python/test_landing.py -k committed, and commit them"
        )

    def test_no_data_changes_the_schema(self, folder: DataFolder, initialised: DataFolder) -> None:
        load(folder, models(1, downloads="many", trendingScore=None, nested={"a": [1, {"b": 2}]}))

        assert exported_schema(folder, "huggingface") == exported_schema(initialised, "huggingface")

    def test_a_column_that_changes_its_type_is_refused(self, folder: DataFolder) -> None:
        renames = pa.table(
            {
                "list_id": ["l"],
                "row_number": ["first"],
                "entity": ["ptm"],
                "old_name": ["a"],
                "new_name": ["b"],
            }
        )

        with pytest.raises(PtmError, match=r"row_number of published\.renames .* must not change"):
            Landing(folder, "published").land([(RENAMES, renames)])
        assert counts(folder) == {}

    def test_a_new_column_is_accepted_and_null_before(self, folder: DataFolder) -> None:
        row = {"list_id": "l", "row_number": 1, "entity": "ptm", "old_name": "a", "new_name": "b"}
        old = pa.Table.from_pylist([row], schema=RENAMES.columns)
        new = pa.Table.from_pylist(
            [row | {"list_id": "m", "reason": "moved"}],
            schema=RENAMES.columns.append(pa.field("reason", pa.string())),
        )

        for rows in (old, new):
            Landing(folder, "published").land([(RENAMES, rows)])

        assert query(folder, "select list_id, reason from published.renames order by all") == [
            ("l", None),
            ("m", "moved"),
        ]


def exported_schema(folder: DataFolder, source: str) -> str:
    """The newest schema that dlt keeps in the database, without what each run or dlt changes."""
    ((stored,),) = query(
        folder, f"select schema from {source}._dlt_version order by inserted_at desc limit 1"
    )
    schema = Schema.from_dict(json.loads(stored)).to_dict(
        remove_defaults=True, remove_processing_hints=True
    )
    tables = {
        name: table for name, table in schema["tables"].items() if not name.startswith("_dlt")
    }
    return yaml.safe_dump({"name": source, "tables": tables}, sort_keys=False)


class TestLandingTwice:
    def test_rows_that_a_killed_run_left_behind_are_not_loaded(self, folder: DataFolder) -> None:
        killed = Landing(folder, "published")
        row = {"list_id": "l", "row_number": 1, "entity": "ptm", "old_name": "a", "new_name": "b"}
        table = partial(pa.Table.from_pylist, schema=RENAMES.columns)
        monkey = pytest.MonkeyPatch()
        with monkey.context() as patched:
            patched.setattr(type(killed.pipeline), "load", lambda *_args, **_kwargs: None)
            killed.land([(RENAMES, table([row]))])
        assert killed.pipeline.has_pending_data

        Landing(folder, "published").land([(RENAMES, table([row | {"list_id": "m"}]))])

        assert query(folder, "select list_id from published.renames") == [("m",)]

    def test_a_version_that_is_there_is_not_inserted_again(self, folder: DataFolder) -> None:
        version = {"id": "a", "row_hash": "h", "native_id": None, "shape": "s", "payload": "{}"}
        table = VERSIONS["models"]

        for payload in ("{}", '{"other":1}'):
            rows = pa.Table.from_pylist([version | {"payload": payload}], schema=table.columns)
            Landing(folder, "huggingface").land([(table, rows)])

        assert query(folder, "select payload from huggingface.model_versions") == [("{}",)]

    def test_a_part_replaces_itself_and_no_other(self, folder: DataFolder) -> None:
        table = OBSERVATIONS["models"]
        landing = Landing(folder, "huggingface")

        def observed(part: int, *names: str) -> tuple[RawTable, pa.Table]:
            rows = [
                {"listing_id": "l", "part": part, "id": name, "row_hash": "h", "observed_at": MAY}
                for name in names
            ]
            return table, pa.Table.from_pylist(rows, schema=table.columns)

        for package in (observed(1, "a", "b"), observed(2, "c"), observed(1, "d")):
            landing.land([package])

        assert query(
            folder, "select part, id from huggingface.model_observations order by all"
        ) == [(1, "d"), (2, "c")]


class TestDumps:
    def test_the_same_dump_twice_adds_no_row_anywhere(self, folder: DataFolder) -> None:
        load(folder, models(1, 2, 3))
        once = raw_contents(folder)

        again = load(folder, models(1, 2, 3))

        assert raw_contents(folder) == once
        assert again.record_count == 3

    def test_a_changed_figure_is_an_observation_and_no_version(self, folder: DataFolder) -> None:
        load(folder, models(1, 2, 3), MAY)
        load(folder, models(1, 2, 9), JUNE)

        assert counts(folder) == {
            "huggingface.listings": 2,
            "huggingface.model_versions": 3,
            "huggingface.model_observations": 6,
        }
        assert query(folder, COUNTED, observed_at=JUNE)[-1] == ("acme/m-2", 9)

    def test_a_changed_record_is_a_version_and_the_old_one_stays(self, folder: DataFolder) -> None:
        load(folder, models(1, 2, tags=["license:mit"]), MAY)
        load(folder, models(1, 2, tags=["license:gpl-3.0"]), JUNE)

        tags = query(
            folder, "select id, payload ->> '$.tags[0]' from huggingface.model_versions order by 1"
        )
        assert sorted(tags) == [
            (name, f"license:{license_id}")
            for name in ("acme/m-0", "acme/m-1")
            for license_id in ("gpl-3.0", "mit")
        ]

    def test_a_dump_in_another_shape_makes_versions_of_its_own(self, folder: DataFolder) -> None:
        narrow = models(1)
        load(folder, narrow, MAY)
        load(folder, [*narrow, {"id": "acme/wide", "sha": "a" * 40}], JUNE)

        assert query(
            folder,
            "select shape from huggingface.model_versions where id = 'acme/m-0' order by all",
        ) == [("_id,id",), ("_id,id,sha",)]

    def test_a_dump_that_is_loaded_late_leaves_what_came_later(self, folder: DataFolder) -> None:
        load(folder, models(5, 6), JUNE)
        load(folder, models(1, 2), MAY)

        assert query(folder, COUNTED, observed_at=JUNE) == [("acme/m-0", 5), ("acme/m-1", 6)]
        assert query(folder, COUNTED, observed_at=MAY) == [("acme/m-0", 1), ("acme/m-1", 2)]
        assert counts(folder)["huggingface.model_versions"] == 2

    @pytest.mark.usefixtures("small_parts")
    def test_many_parts_hold_what_one_would(
        self, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = DataFolder(shutil.copytree(folder.root, folder.root.parent / "other"))
        listing = load(folder, models(*range(11)))
        monkeypatch.undo()
        whole = load(other, models(*range(11)))

        assert (listing.part_count, whole.part_count) == (3, 1)
        assert query(folder, COUNTED, observed_at=MAY) == query(other, COUNTED, observed_at=MAY)
        versions = "from huggingface.model_versions order by all"
        assert query(folder, versions) == query(other, versions)

    @pytest.mark.usefixtures("small_parts")
    def test_a_shorter_file_of_the_same_time_leaves_no_counted_row(
        self, folder: DataFolder
    ) -> None:
        load(folder, models(*range(11)))
        listing = load(folder, models(50, 51, 52, 53, 54))

        assert listing.part_count == 2
        assert query(folder, COUNTED, observed_at=MAY) == [
            (f"acme/m-{number}", 50 + number) for number in range(5)
        ]

    @pytest.mark.usefixtures("small_parts")
    def test_a_file_that_replaces_another_and_is_cut_short_counts_no_row_of_the_old(
        self, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        load(folder, models(*range(11)))
        landed = []

        def stop_after_the_first_part(landing: Landing, rows: Any) -> None:
            landed.append(rows := list(rows))
            original(landing, rows)
            if rows[0][0] is not LISTINGS:
                raise KeyboardInterrupt

        original = Landing.land
        monkeypatch.setattr(Landing, "land", stop_after_the_first_part)
        with pytest.raises(KeyboardInterrupt):
            load(folder, models(*range(50, 61)))

        counted = query(folder, COUNTED, observed_at=MAY)
        assert [likes for _, likes in counted if likes < 50] == []

    def test_a_full_dump_that_lost_much_is_refused_and_changes_nothing(
        self, folder: DataFolder
    ) -> None:
        load(folder, models(*range(10)), MAY)
        before = raw_contents(folder)

        with pytest.raises(PtmError, match=r"has 7 models, the one of 2024-05-01 had 10.*--allow"):
            load(folder, models(*range(7)), JUNE)

        assert raw_contents(folder) == before
        load(folder, models(*range(8)), JUNE)
        load(folder, models(1), datetime(2024, 7, 1), allow_shrink=True)
        load(folder, models(1), datetime(2024, 8, 1), is_full=False)

    def test_an_older_dump_is_not_measured_by_a_newer_one(self, folder: DataFolder) -> None:
        load(folder, models(*range(10)), JUNE)

        assert load(folder, models(1), MAY).record_count == 1

    def test_full_and_partial_dumps_of_one_time_are_two_listings(self, folder: DataFolder) -> None:
        load(folder, models(1, 2))
        load(folder, models(1, 2), is_full=False)

        assert query(folder, "select scope, is_full from huggingface.listings order by all") == [
            ("all", True),
            ("file=dump.jsonl", False),
        ]

    def test_a_dump_without_records_is_refused(self, folder: DataFolder) -> None:
        with pytest.raises(PtmError, match="holds no records"):
            load(folder, [])


class TestLists:
    def test_the_same_list_twice_adds_no_row_anywhere(
        self, folder: DataFolder, tmp_path: Path
    ) -> None:
        file = tmp_path / "mappings.json"
        file.write_text('{"acme/app": ["acme/m-1", "m-2"], "acme/none": []}')
        content = published.read_mappings(file)
        load_it = partial(
            published.load_list,
            folder,
            file,
            content,
            next(table for table in RAW_TABLES["published"] if table.name == "mappings"),
            source_name="acme",
        )
        assert load_it().is_new
        once = raw_contents(folder)

        assert not load_it().is_new

        assert raw_contents(folder) == once
        assert counts(folder) == {"published.lists": 1, "published.mappings": 2}
