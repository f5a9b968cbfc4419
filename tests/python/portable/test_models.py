"""Every model gives the same rows on Spark as on DuckDB, from the same raw tables and seeds."""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import yaml

from .engines import ENVIRONMENT, MACROS, macros

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .engines import Row, Spark

PROJECT = MACROS.parent
VARIABLES = yaml.safe_load((PROJECT / "dbt_project.yml").read_text("utf-8"))["vars"]


class Parallel:
    """The built sample on DuckDB, and its models again on Spark, table by table."""

    def __init__(self, spark: Spark, data: Path, folder: Path) -> None:
        self.session = spark.session
        self.folder = folder
        self.warehouse = duckdb.connect(str(data / "warehouse.duckdb"), read_only=True)
        raw = str(data / "raw.duckdb")
        self.warehouse.execute(f"attach '{raw}' as raw (read_only)")
        self.names = {
            **macros(spark.name),
            "config": lambda **_: "",
            "ref": lambda name: name,
            "var": lambda name: VARIABLES[name],
            "source": lambda schema, table: f"raw_{schema}_{table}",
        }

    def hand_over(self, relation: str, name: str) -> None:
        """A relation of DuckDB as a view on Spark."""
        file = self.folder / f"{name}.parquet"
        self.warehouse.execute(f"copy (from {relation}) to '{file}' (format parquet)")
        self.session.read.parquet(str(file)).createOrReplaceTempView(name)

    def build(self, model: dict[str, Any]) -> None:
        """A model of the project as a view on Spark, computed once."""
        sql = (PROJECT / model["original_file_path"]).read_text("utf-8")
        folder = str(self.folder / f"{model['name']}.spark")
        self.session.sql(ENVIRONMENT.from_string(sql).render(self.names)).write.parquet(folder)
        self.session.read.parquet(folder).createOrReplaceTempView(model["name"])

    def rows(self, model: dict[str, Any]) -> tuple[list[Row], list[Row]]:
        """The rows of a model on DuckDB and on Spark, comparable and in one order."""
        columns = [
            row[0]
            for row in self.warehouse.execute(
                f"describe warehouse.{model['schema']}.{model['name']}"
            ).fetchall()
        ]
        # a name may be a word of SQL
        here = self.warehouse.execute(
            f"""select "{'", "'.join(columns)}" from warehouse.{model["schema"]}.{model["name"]}"""
        ).fetchall()
        there = self.session.table(model["name"]).select(*columns).collect()
        return tuple(
            sorted((comparable(columns, row) for row in rows), key=repr) for rows in (here, there)
        )  # type: ignore[return-value]


def comparable(columns: list[str], row: Any) -> Row:
    """A row without what may differ: order of JSON keys, 62 for 62.0, last digits of doubles."""
    values: list[Any] = []
    for column, value in zip(columns, row, strict=True):
        if isinstance(value, datetime):
            values.append(value.replace(tzinfo=None).isoformat())
        elif isinstance(value, float):
            values.append("nan" if math.isnan(value) else round(value, 9))
        elif isinstance(value, str) and column.endswith("_json"):
            values.append(json.dumps(json.loads(value, parse_int=float), sort_keys=True))
        else:
            values.append(value)
    return tuple(values)


def in_order(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The models of a manifest, each after those it reads."""
    models = {
        key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }
    done: set[str] = set()

    def parents_first(key: str) -> Iterator[dict[str, Any]]:
        if key in models and key not in done:
            done.add(key)
            for parent in models[key]["depends_on"]["nodes"]:
                yield from parents_first(parent)
            yield models[key]

    for key in models:
        yield from parents_first(key)


@pytest.mark.spark
def test_every_model_gives_the_same_rows_on_spark(
    spark_engine: Spark, manifest: dict[str, Any], sample_warehouse: Path, tmp_path: Path
) -> None:
    both = Parallel(spark_engine, sample_warehouse, tmp_path)
    for source in manifest["sources"].values():
        schema, table = source["source_name"], source["name"]
        both.hand_over(f"raw.{schema}.{table}", f"raw_{schema}_{table}")
    for seed in manifest["nodes"].values():
        if seed["resource_type"] == "seed":
            both.hand_over(f"warehouse.{seed['schema']}.{seed['name']}", seed["name"])
    zone = spark_engine.session.conf.get("spark.sql.session.timeZone")
    # Parquet gives Spark times without zone as those of its session
    spark_engine.session.conf.set("spark.sql.session.timeZone", "UTC")
    differing = []
    for model in in_order(manifest):
        both.build(model)
        on_duckdb, on_spark = both.rows(model)
        if on_duckdb != on_spark:
            only_here = [row for row in on_duckdb if row not in on_spark][:1]
            only_there = [row for row in on_spark if row not in on_duckdb][:1]
            differing.append((model["name"], len(on_duckdb), len(on_spark), only_here, only_there))
    spark_engine.session.conf.set("spark.sql.session.timeZone", str(zone))

    assert not differing
