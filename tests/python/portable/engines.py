"""The project's macros rendered for an engine, and the two engines that run the result."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import duckdb
import jinja2
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jinja2.runtime import Context
    from pyspark.sql import SparkSession

MACROS = Path(__file__).resolve().parents[3] / "macros"
SPARK_NEEDS_JAVA = 17

Row = tuple[Any, ...]


class Engine(Protocol):
    """An engine under test."""

    name: str

    def rows(self, sql: str, columns: Mapping[str, str], rows: Sequence[Row]) -> list[Row]:
        """Answers of a query, as plain Python values.

        Args:
            sql: a query in the project's SQL, macro calls included, that reads `inputs`.
            columns: the columns of `inputs`: name → type.
            rows: the rows of `inputs`.
        """


class DuckDb:
    """DuckDB, in a session far from UTC: no macro may depend on the session's time zone."""

    name = "duckdb"

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("set TimeZone = 'Asia/Tokyo'")

    def rows(self, sql: str, columns: Mapping[str, str], rows: Sequence[Row]) -> list[Row]:
        declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        self.connection.execute(f"create or replace temp table inputs ({declared})")
        given = pa.table(dict(zip(columns, zip(*rows, strict=True), strict=True)))
        self.connection.register("given", given)
        self.connection.execute("insert into inputs from given")
        return self.connection.execute(rendered(sql, self.name)).fetchall()


class Spark:
    """Spark on one thread of this machine, reachable from this machine only."""

    name = "spark"

    def __init__(self, folder: Path) -> None:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an optional extra

        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        settings: dict[str, bool | float | int | str | None] = {
            "spark.driver.bindAddress": "127.0.0.1",
            # queries over a few rows: the optimising compiler costs more than it saves
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": "768m",
            "spark.local.dir": str(folder / "local"),
            "spark.sql.session.timeZone": "Asia/Kolkata",
            "spark.sql.shuffle.partitions": 1,
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.ui.enabled": False,
            "spark.ui.showConsoleProgress": False,
        }
        builder = SparkSession.builder.master("local[1]").appName("portable-macros")
        self.session: SparkSession = builder.config(map=settings).getOrCreate()
        self.session.sparkContext.setLogLevel("OFF")

    def rows(self, sql: str, columns: Mapping[str, str], rows: Sequence[Row]) -> list[Row]:
        declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        frame = self.session.createDataFrame(list(rows), declared)
        frame.createOrReplaceTempView("inputs")
        return [tuple(row) for row in self.session.sql(rendered(sql, self.name)).collect()]


def spark_is_missing() -> str | None:
    """Why Spark cannot run here, or None where it can."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed: pip install 'ptm-warehouse[spark]'"
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if java is None or not Path(java).exists():
        return f"no Java: Spark needs Java {SPARK_NEEDS_JAVA} or later"
    answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(?:1\.)?([0-9]+)', answer.stderr)
    if version is None or int(version[1]) < SPARK_NEEDS_JAVA:
        return f"{java} is older than the Java {SPARK_NEEDS_JAVA} that Spark needs"
    return None


def rendered(sql: str, engine: str) -> str:
    """SQL with its macro calls replaced by what they become on an engine."""
    return ENVIRONMENT.from_string(sql).render(macros(engine))


@cache
def macros(engine: str) -> dict[str, Any]:
    """Every macro of the project by name, dispatching to the forms of an engine."""
    text = "".join(path.read_text("utf-8") for path in sorted(MACROS.rglob("*.sql")))
    known = {"adapter": Adapter(engine), "exceptions": Exceptions}
    return vars(ENVIRONMENT.from_string(text).make_module(known))


class MacroError(Exception):
    """A macro refused its arguments, as dbt's compiler error does in a project."""


class Exceptions:
    """What a macro sees as `exceptions`."""

    @staticmethod
    def raise_compiler_error(message: str) -> NoReturn:
        raise MacroError(message)


class Adapter:
    """What a macro sees as `adapter`: dispatches to the form of one engine."""

    def __init__(self, engine: str) -> None:
        self.engine = engine

    @jinja2.pass_context
    def dispatch(self, context: Context, macro: str) -> Callable[..., str]:
        found: Callable[..., str] = context[f"{self.engine}__{macro}"]
        return found


ENVIRONMENT = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
