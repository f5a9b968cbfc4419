"""The project's own generic tests and its schema names, in a small project of dbt's."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import duckdb
import pytest

if TYPE_CHECKING:
    from ..conftest import Command

PROJECT = Path(__file__).resolve().parents[3]

FILES = {
    "dbt_project.yml": """
        name: small
        profile: small
        models:
          small:
            configured:
              +schema: marts
    """,
    "profiles.yml": """
        small:
          target: duckdb
          outputs:
            duckdb: {type: duckdb, path: "{{ env_var('PTM_DATA_DIR') }}/small.duckdb", threads: 1}
    """,
    "models/configured/pairs.sql": """
        select *
        from (
            values ('a', 1), ('a', 2), ('b', 1), (null, 1), (null, 1), (null, 2)
        ) as pairs (x, y)
    """,
    "models/words.sql": "select * from (values ('a'), ('b')) as words (x)",
    # each test once as it should pass and once as it should fail
    "models/models.yml": """
        models:
          - name: pairs
            data_tests:
              - unique_combination:
                  name: unique_where_known
                  arguments: {columns: [x, y]}
                  config: {where: x is not null}
              - unique_combination:
                  name: not_unique_because_of_nulls
                  arguments: {columns: [x, y], nullable: [x]}
              - unique_combination:
                  name: unique_where_a_part_may_be_missing
                  arguments: {columns: [x, y], nullable: [x]}
                  config: {where: "x = 'b' or x is null and y = 2"}
              - unique_combination:
                  name: not_complete
                  arguments: {columns: [x]}
                  config: {where: "x = 'b' or x is null and y = 2"}
              - unique_combination:
                  name: not_unique_by_one_column
                  arguments: {columns: [x]}
                  config: {where: x is not null}
              - expression_is_true:
                  name: true_everywhere
                  arguments: {expression: x is null or y > 0}
              - expression_is_true:
                  name: not_true_where_false
                  arguments: {expression: y > 1}
                  config: {where: x = 'a'}
              - expression_is_true:
                  name: not_true_where_null
                  arguments: {expression: x >= 'a'}
              - row_count_equals:
                  name: equal_with_both_conditions
                  arguments: {other_model: ref('words'), other_where: x = 'b'}
                  config: {where: x = 'b'}
              - row_count_equals:
                  name: not_equal_counts
                  arguments: {other_model: ref('words')}
            columns:
              - name: x
                data_tests:
                  - primary_key:
                      name: key_of_one_column
                      config: {where: "x = 'b'"}
                  - primary_key:
                      name: not_a_key_because_of_two
                      config: {where: "x = 'a'"}
                  - primary_key:
                      name: not_a_key_because_of_a_null
                      config: {where: "x is null and y = 2"}
    """,
}


@pytest.fixture(scope="module")
def built(run_dbt: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text), "utf-8")
    shutil.copytree(PROJECT / "macros", folder / "macros")
    shutil.copytree(PROJECT / "tests" / "generic", folder / "tests" / "generic")
    place = ("--project-dir", folder, "--profiles-dir", folder)
    completed = run_dbt("build", "--warn-error", *place, data_dir=folder)
    # 1: some tests failed, as they should; 2: dbt itself did
    assert completed.returncode == 1, completed.stdout + completed.stderr
    return folder


def test_each_generic_test_fails_where_it_should_and_only_there(built: Path) -> None:
    results = json.loads((built / "target" / "run_results.json").read_text("utf-8"))["results"]
    statuses = {
        result["unique_id"].split(".")[2]: result["status"]
        for result in results
        if result["unique_id"].startswith("test.")
    }

    assert len(statuses) == 13
    assert {name for name, status in statuses.items() if status == "fail"} == {
        name for name in statuses if name.startswith("not_")
    }
    assert set(statuses.values()) == {"pass", "fail"}


def test_a_schema_is_called_as_configured_and_else_as_the_target_s(built: Path) -> None:
    with duckdb.connect(str(built / "small.duckdb"), read_only=True) as connection:
        places = connection.execute(
            "select table_name, table_schema from information_schema.tables"
        ).fetchall()

    assert dict(places) == {"pairs": "marts", "words": "main"}
