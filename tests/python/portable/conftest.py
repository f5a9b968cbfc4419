"""One session of each engine, and the two of them as a parameter."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from .engines import DuckDb, Engine, Spark, spark_is_missing

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def duckdb_engine() -> DuckDb:
    return DuckDb()


@pytest.fixture(scope="session")
def spark_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    missing = spark_is_missing()
    if missing and os.environ.get("PTM_REQUIRE_SPARK") == "1":
        pytest.fail(missing, pytrace=False)
    if missing:
        pytest.skip(missing)
    spark = Spark(tmp_path_factory.mktemp("spark"))
    yield spark
    spark.session.stop()


@pytest.fixture(
    scope="session",
    params=["duckdb_engine", pytest.param("spark_engine", marks=pytest.mark.spark)],
    ids=["duckdb", "spark"],
)
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found
