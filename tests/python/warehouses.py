"""Questions that tests put to a built warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from pathlib import Path


def answer(warehouse: Path, query: str, *parameters: str) -> list[tuple[Any, ...]]:
    """The rows of a query, which names a model without its schema."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("set search_path = 'marts,intermediate,staging'")
        return connection.execute(query, parameters).fetchall()


def differing_marts(one: Path, other: Path) -> dict[str, int]:
    """The marts that differ, and how many rows of them stand in one warehouse only."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        marts = connection.execute(
            """
            select distinct table_name from duckdb_tables()
            where database_name in ('one', 'other') and schema_name = 'marts'
            """
        ).fetchall()
        assert marts
        counts = {
            mart: connection.execute(
                f"""
                select count(*) from (
                    (from one.marts.{mart} except all from other.marts.{mart})
                    union all
                    (from other.marts.{mart} except all from one.marts.{mart})
                )
                """
            ).fetchall()[0][0]
            for (mart,) in marts
        }
    return {mart: count for mart, count in counts.items() if count}
