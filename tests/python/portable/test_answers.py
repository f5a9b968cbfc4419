"""Each macro gives the answers that its cases state, on each engine."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from .cases import CASES, Case
from .engines import MACROS, MacroError, rendered

if TYPE_CHECKING:
    from pathlib import Path

    from .engines import Engine

PORTABLE = sorted((MACROS / "portable").glob("*.sql"))

# read by dbt itself, in no query
WITHOUT_SQL = {"generate_schema_name"}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_engine_answers_as_the_case_states(engine: Engine, case: Case) -> None:
    answer = engine.rows(case.sql, case.columns, case.rows)

    # repr keeps 12, 12.0 and True apart
    assert Counter(map(repr, answer)) == Counter(map(repr, case.answer))


@pytest.mark.parametrize("path", PORTABLE, ids=lambda path: path.stem)
def test_a_portable_macro_has_a_form_for_each_engine(path: Path) -> None:
    name = path.stem

    assert macros_of(path) == {name, f"duckdb__{name}", f"spark__{name}"}
    assert f"adapter.dispatch('{name}')" in path.read_text("utf-8")


def test_every_macro_has_a_case() -> None:
    macros = {path.stem for path in MACROS.rglob("*.sql")}

    assert macros - {case.macro for case in CASES} == WITHOUT_SQL


@pytest.mark.parametrize(
    "call",
    [
        r"{{ regex_matches('text', '^\\d+$') }}",
        r"{{ text_after('text', 'C:\\') }}",
        r"{{ record_fields('record', {'x': {'type': 'integer'}}) }}",
    ],
)
def test_what_the_engines_would_read_differently_is_refused(call: str) -> None:
    with pytest.raises(MacroError, match="write"):
        rendered(call, "duckdb")


def macros_of(path: Path) -> set[str]:
    return set(re.findall(r"macro (\w+)\(", path.read_text("utf-8")))
