"""How rows reach `raw.duckdb`: Arrow tables through dlt, one package at a time, safe to kill.

dlt loads a package that a killed run left behind *instead of* new data, so a landing starts with an
empty working folder, and sources resume from their own tables. Every write is idempotent: versions
are inserted only when new, everything else replaces the rows of its key. The rows of `listings`,
`lists` and `fetches`, which say that others are whole, follow in a transaction of their own.

What is new is asked of the database before dlt sees the rows. dlt's own `insert-only` writes them
to a staging table first and merges them from there, which costs as much again as the landing.
"""

from __future__ import annotations

import logging
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

# before dlt is imported: it reads its settings from the environment while loading
os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
# what fails is raised, and said once; dlt would log it with its traceback besides
os.environ.setdefault("RUNTIME__LOG_LEVEL", "CRITICAL")

import dlt
import duckdb
import pyarrow as pa
from dlt.common.schema.exceptions import DataValidationError
from dlt.destinations.impl.duckdb.configuration import DuckDbCredentials
from dlt.pipeline.exceptions import PipelineStepFailed

from ingestion.errors import PtmError
from ingestion.raw import RAW_TABLES, RawTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dlt.common.schema.typing import TDeleteInsertStrategyDict, TSchemaContractDict

    from ingestion.config import DataFolder

log = logging.getLogger(__name__)

# new columns and tables are welcome, a column that changes its type is not
SCHEMA_CONTRACT: TSchemaContractDict = {
    "tables": "evolve",
    "columns": "evolve",
    "data_type": "freeze",
}

# Rows have numbers where their order matters; DuckDB writes them a third faster without keeping it.
# What it may hold in memory beside the reader of a dump.
DUCKDB_SETTINGS = {
    "preserve_insertion_order": False,
    "memory_limit": "1GB",
    # payloads take a third of the space and half of the time; other types than text ignore it
    "force_compression": "zstd",
}
# the oldest that has zstd
STORAGE_VERSION = "v1.2.0"

REPLACING: TDeleteInsertStrategyDict = {"disposition": "merge", "strategy": "delete-insert"}

Rows = tuple[RawTable, pa.Table]


def _hints(table: RawTable) -> Any:
    """dlt's hints for a raw table; as Parquet, which crosses to DuckDB 100 times faster."""
    key = list(table.key)
    is_insert_only = table.writing == "insert-only"
    return dlt.mark.make_hints(
        table_name=table.name,
        write_disposition="append" if is_insert_only else REPLACING,
        columns={
            field.name: {"timezone": False}
            for field in table.columns
            if pa.types.is_timestamp(field.type)
        },
        schema_contract=SCHEMA_CONTRACT,
        file_format="parquet",
        primary_key=key if is_insert_only else None,
        merge_key=None if is_insert_only else key,
    )


class Landing:
    """The way into one schema of `raw.duckdb`.

    Args:
        folder: the data folder.
        schema: the source, a key of `ingestion.raw.RAW_TABLES`.
    """

    def __init__(self, folder: DataFolder, schema: str) -> None:
        self._folder = folder
        self._schema = schema
        working_folder = folder.pipelines / schema
        shutil.rmtree(working_folder, ignore_errors=True)
        self.pipeline = dlt.pipeline(
            pipeline_name=schema,
            destination=dlt.destinations.duckdb(
                DuckDbCredentials(str(folder.raw_database), global_config=DUCKDB_SETTINGS)
            ),
            dataset_name=schema,
            pipelines_dir=str(folder.pipelines),
        )

    def land(self, rows: Iterable[Rows]) -> None:
        """Writes one package: rows of any of the schema's tables, in any order.

        Args:
            rows: pairs of a raw table and an Arrow table with its columns. They are consumed as a
                stream; duplicates of an `insert-only` key inside one package are the caller's to
                remove, since both would be inserted.

        Raises:
            PtmError: when the database is locked or a column's type does not fit.
        """

        def items() -> Iterator[Any]:
            for table, chunk in rows:
                new = self._not_stored(table, chunk) if table.writing == "insert-only" else chunk
                if new.num_rows or not chunk.num_rows:
                    yield dlt.mark.with_hints(new, _hints(table), create_table_variant=True)

        resource = dlt.resource(items, name="landing", file_format="parquet", max_table_nesting=0)
        try:
            self.pipeline.run(dlt.source(lambda: resource, name=self._schema)())
        except PipelineStepFailed as failure:
            _raise_for_people(failure, self._folder)

    def _not_stored(self, table: RawTable, chunk: pa.Table) -> pa.Table:
        """The rows whose key is not in the database yet."""
        if not chunk.num_rows:
            return chunk
        key = ", ".join(table.key)
        numbers = pa.array(range(chunk.num_rows))
        with raw_database(self._folder) as raw:
            raw.register("chunk", chunk.select(list(table.key)).append_column("number", numbers))
            new = raw.execute(
                f"""
                with stored as (

                    select distinct {key} from {table.qualified_name} semi join chunk using ({key})

                )

                select number from chunk anti join stored using ({key}) order by number
                """
            ).to_arrow_table()
        return chunk.take(new.column("number"))

    def record(self, rows: Iterable[Rows]) -> None:
        """Writes the few rows that tell what is landed: all of them, or none when it is cut.

        Written in one transaction and not as a package of dlt, which takes a hundred times as long
        for a row.

        Args:
            rows: pairs of a `delete-insert` table that exists and rows that replace those of their
                keys.

        Raises:
            PtmError: when the database is locked or the disk is full.
        """
        with raw_database(self._folder, read_only=False) as raw:
            try:
                raw.begin()
                for table, chunk in rows:
                    raw.register("chunk", chunk)
                    key = ", ".join(table.key)
                    raw.execute(
                        f"delete from {table.qualified_name} "
                        f"where ({key}) in (select ({key}) from chunk)"
                    )
                    raw.execute(f"insert into {table.qualified_name} by name from chunk")
                    raw.unregister("chunk")
                raw.commit()
            except (duckdb.BinderException, duckdb.CatalogException):
                raise
            except duckdb.Error as error:
                raise database_error(error, self._folder) from error

    def clear(self, table: RawTable, keys: list[tuple[str, ...]]) -> None:
        """Deletes the rows of keys of which there are none any more.

        What replaces a key's rows names the key, so that no rows replace nothing.

        Args:
            table: a table that is written `delete-insert`.
            keys: values of its key.

        Raises:
            PtmError: when the database is locked.
        """
        condition = " and ".join(f"{name} = ?" for name in table.key)
        with raw_database(self._folder, read_only=False) as raw:
            raw.executemany(f"delete from {table.qualified_name} where {condition}", keys)

    def create_tables(self) -> None:
        """Creates the schema's tables, empty, where they do not exist."""
        self.land((table, table.empty()) for table in RAW_TABLES[self._schema])


def _raise_for_people(failure: PipelineStepFailed, folder: DataFolder) -> None:
    """Raises what a person can act on, from what dlt wraps around it."""
    cause: BaseException | None = failure
    while cause is not None:
        if isinstance(cause, PtmError | OSError):
            raise cause
        if isinstance(cause, DataValidationError):
            message = (
                f"The rows do not fit column {cause.column_name} of {cause.schema_name}."
                f"{cause.table_name} in {folder.raw_database}, whose type must not change, so they "
                "were not landed. Use the version that wrote the database, or `ptm init --fresh`."
            )
            raise PtmError(message) from failure
        if isinstance(cause, duckdb.Error):
            raise database_error(cause, folder) from failure
        cause = cause.__cause__ or cause.__context__
    text = str(failure)
    if "Could not set lock" in text:
        raise locked(folder) from failure
    raise failure


def locked(folder: DataFolder) -> PtmError:
    """The error for a raw database that another process holds."""
    return PtmError(
        f"{folder.raw_database} is in use by another process, so nothing was written. "
        "Wait for the other `ptm load` or `dbt` run to end, or close the DuckDB shell that has "
        "it open, and run the command again."
    )


def database_error(error: duckdb.Error, folder: DataFolder) -> PtmError:
    """What DuckDB said of the raw database, as a sentence with a next step."""
    if "Could not set lock" in str(error):
        return locked(folder)
    first_line = str(error).splitlines()[0].rstrip(".!")
    return PtmError(
        f"{folder.raw_database} could not be used: {first_line}. "
        "What was loaded before is unchanged; mend the cause and run the command again."
    )


@contextmanager
def raw_database(folder: DataFolder, *, read_only: bool = True) -> Iterator[Any]:
    """A connection to `raw.duckdb`, its failures said for people.

    Args:
        folder: the data folder.
        read_only: false asks for the write lock, as a check before work that ends in a write.

    Raises:
        PtmError: when the file is locked, missing or no DuckDB database.
    """
    if not folder.raw_database.exists():
        message = f"{folder.root} holds no raw data yet. Run `ptm init` or any `ptm load` first."
        raise PtmError(message)
    try:
        connection = duckdb.connect(str(folder.raw_database), read_only=read_only)
    except duckdb.Error as error:
        raise database_error(error, folder) from error
    try:
        yield connection
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        message = (
            f"{folder.raw_database} lacks a table or column: an older version made it. "
            "Run `ptm init`, which keeps what is loaded and adds what is new."
        )
        raise PtmError(message) from error
    finally:
        connection.close()


def initialise(folder: DataFolder) -> None:
    """Creates the data folder and every raw table, empty; harmless where they exist.

    Raises:
        PtmError: when the folder cannot be written or the database is locked.
    """
    folder.create()
    if not folder.raw_database.exists():
        _create_database(folder)
    missing = _schemas_to_create(folder)
    for schema in missing:
        Landing(folder, schema).create_tables()


def _create_database(folder: DataFolder) -> None:
    """Creates the file of the raw database: what it is stored as is settled with its first byte."""
    try:
        with duckdb.connect() as connection:
            path = str(folder.raw_database).replace("'", "''")
            connection.execute(f"attach '{path}' as raw (storage_version '{STORAGE_VERSION}')")
    except duckdb.Error as error:
        raise database_error(error, folder) from error


def _schemas_to_create(folder: DataFolder) -> list[str]:
    """The sources of which a table or column is missing; asks for the write lock on the way."""
    with raw_database(folder, read_only=False) as raw:
        found = set(
            raw.execute(
                "select table_schema, table_name, column_name from information_schema.columns"
            ).fetchall()
        )
    return [
        schema
        for schema, tables in RAW_TABLES.items()
        if any(
            (schema, table.name, column) not in found
            for table in tables
            for column in table.columns.names
        )
    ]
