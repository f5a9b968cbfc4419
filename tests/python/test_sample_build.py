"""The sample from end to end: the commands of the README, run as a newcomer runs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from conftest import ENVIRONMENT, PROJECT, Command

if TYPE_CHECKING:
    from pathlib import Path

MARTS = """
    select table_schema || '.' || table_name
    from information_schema.tables
    where table_schema in ('marts', 'peatmoss')
    order by 1
"""


def test_no_mart_of_the_sample_is_empty(sample_warehouse: Path, manifest: dict[str, Any]) -> None:
    contents = mart_contents(sample_warehouse)

    expected = {
        f"{node['schema']}.{node['name']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    }
    assert set(contents) == expected
    assert [mart for mart, (row_count, _) in contents.items() if row_count == 0] == []


def test_loading_and_building_the_sample_again_changes_no_mart(
    sample_warehouse: Path, run_ptm: Command, run_dbt: Command, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    shutil.copytree(sample_warehouse, again)

    run_ptm("load", "sample", data_dir=again, check=True)
    run_dbt("--quiet", "build", data_dir=again, check=True)

    assert mart_contents(again) == mart_contents(sample_warehouse)


@pytest.mark.skipif(shutil.which("make") is None, reason="the queries are printed by make")
def test_the_queries_that_a_newcomer_is_given_answer(sample_warehouse: Path) -> None:
    printed = subprocess.run(
        ["make", "--silent", "--no-print-directory", "next-steps"],
        cwd=PROJECT,
        env=os.environ | {"PTM_DATA_DIR": str(sample_warehouse), "MAKEFLAGS": ""},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    queries = re.findall(r'duckdb -readonly (\S+) "(.+)"$', printed, flags=re.MULTILINE)
    assert len(queries) == 3
    for warehouse, query in queries:
        answer = subprocess.run(
            [str(ENVIRONMENT / "duckdb"), "-readonly", "-csv", warehouse, query],
            capture_output=True,
            text=True,
            check=True,
        )
        assert len(answer.stdout.splitlines()) > 1, query


def mart_contents(data_dir: Path) -> dict[str, tuple[int, int | None]]:
    """Each mart's row count and a hash of its rows that does not depend on their order."""
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as connection:
        marts = [mart for (mart,) in connection.execute(MARTS).fetchall()]
        return {
            mart: connection.execute(
                f"select count(*), sum(hash(content)) from {mart} as content"
            ).fetchall()[0]
            for mart in marts
        }
