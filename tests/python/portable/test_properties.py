"""What holds for any input, on each engine, checked against an independent reading in Python."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packageurl import PackageURL

if TYPE_CHECKING:
    from .engines import Engine

# a query of many rows costs about as much as one of few, so: few examples, each a long list
many_rows = settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


NUMBERED = {"row_number": "bigint", "text": "string"}


def lists_of(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, min_size=40, max_size=80)


# whatever UTF-8 can hold but NUL, which ends a text in Spark's and DuckDB's C neighbours
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
short_texts = st.text("ab~|/0", max_size=3)
name_parts = st.text(
    st.characters(codec="utf-8", exclude_characters="\0/"), min_size=1, max_size=12
).filter(lambda part: part == part.strip())
quarters_of_an_hour = st.integers(-14 * 4, 14 * 4).map(lambda count: count * timedelta(minutes=15))
zones = st.builds(timezone, quarters_of_an_hour)
years = (datetime(1900, 1, 2), datetime(2200, 1, 1))
times = st.datetimes(*years) | st.datetimes(*years, timezones=zones)
json_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.decimals(-1000, 1000, places=3).map(float)
    | texts
    | times.map(datetime.isoformat)
)
json_values = st.recursive(
    json_scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def answers(engine: Engine, values: list[Any], *expressions: str) -> list[tuple[Any, ...]]:
    """The answers of expressions over `text` for each value, in their order."""
    selected = ", ".join(f"{text} as answer_{number}" for number, text in enumerate(expressions))
    sql = f"select {selected} from inputs order by row_number"
    return engine.rows(sql, NUMBERED, list(enumerate(values)))


@many_rows
@given(names=lists_of(st.tuples(name_parts, name_parts)))
def test_ids_are_the_package_urls_of_the_reference_library(
    engine: Engine, names: list[tuple[str, str]]
) -> None:
    hub_names = [f"{owner}/{name}" for owner, name in names]

    ids = answers(engine, hub_names, "{{ ptm_id('text') }}", "{{ dataset_id('text') }}")

    assert ids == [
        (
            PackageURL("huggingface", owner, name).to_string(),
            PackageURL("huggingface", f"datasets/{owner}", name).to_string(),
        )
        for owner, name in names
    ]


@many_rows
@given(names=lists_of(st.from_regex("[A-Za-z0-9-]{1,8}/[A-Za-z0-9._-]{1,8}", fullmatch=True)))
def test_repository_ids_are_the_package_urls_of_the_reference_library(
    engine: Engine, names: list[str]
) -> None:
    assert answers(engine, names, "{{ repository_id('text') }}") == [
        (PackageURL.from_string(f"pkg:github/{name}").to_string(),) for name in names
    ]


@many_rows
@given(rows=lists_of(st.tuples(st.none() | short_texts, st.none() | short_texts)))
def test_two_rows_have_one_surrogate_key_only_if_they_are_equal(
    engine: Engine, rows: list[tuple[str | None, str | None]]
) -> None:
    sql = "select a, b, {{ surrogate_key(['a', 'b']) }} as key from inputs"

    keyed = engine.rows(sql, {"a": "string", "b": "string"}, rows)

    assert len({key for _, _, key in keyed}) == len(set(rows)) == len(set(keyed))


@many_rows
@given(moments=lists_of(times))
def test_a_time_of_any_zone_is_told_in_utc(engine: Engine, moments: list[datetime]) -> None:
    def in_utc(moment: datetime) -> datetime:
        return (moment if moment.tzinfo is None else moment.astimezone(UTC)).replace(tzinfo=None)

    told = answers(
        engine,
        [moment.isoformat() for moment in moments],
        "cast({{ utc_timestamp('text') }} as string)",
    )

    assert [datetime.fromisoformat(text) for (text,) in told] == list(map(in_utc, moments))


@many_rows
@given(values=lists_of(st.text("ab-\n\r\u2028", max_size=5)))
def test_patterns_match_as_python_s_do(engine: Engine, values: list[str]) -> None:
    patterns = ("^a(b*)$", "a(.)b", "(-b)?$", "^[^a]+(a|-)")
    found = [
        re.search(re.sub("[$]$", r"\\Z", pattern), value, re.DOTALL)
        for value in values
        for pattern in patterns
    ]

    rows = answers(
        engine,
        values,
        *(f"{{{{ regex_matches('text', '{pattern}') }}}}" for pattern in patterns),
        *(f"{{{{ regex_group('text', '{pattern}', 1) }}}}" for pattern in patterns),
    )

    count = len(patterns)
    assert [row[:count] for row in rows] == [
        tuple(match is not None for match in found[at : at + count])
        for at in range(0, len(found), count)
    ]
    assert [row[count:] for row in rows] == [
        tuple((match and match[1]) or None for match in found[at : at + count])
        for at in range(0, len(found), count)
    ]


@many_rows
@given(values=lists_of(json_values))
def test_a_field_is_read_as_declared_or_null_and_never_fails(
    engine: Engine, values: list[Any]
) -> None:
    kinds = ("string", "bigint", "double", "boolean", "json")
    fields = {kind: {"type": kind, "path": "an-y.va lue"} for kind in kinds}
    sql = f"""
        with records as (
            select row_number, {{{{ json_record('text', {fields}) }}}} as record from inputs
        )
        select row_number, {{{{ record_fields('record', {fields}) }}}} from records
    """
    payloads = [json.dumps({"an-y": {"va lue": value}}, ensure_ascii=False) for value in values]

    rows = engine.rows(sql, NUMBERED, list(enumerate(payloads)))

    assert len(rows) == len(values)
    for number, string, whole, double, boolean, text in rows:
        value = values[number]
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        fits = is_number and isinstance(value, int) and -(2**63) <= value < 2**63
        assert string == (value if isinstance(value, str) else None)
        assert whole == (value if fits else None)
        assert double == (float(value) if is_number else None)
        assert boolean is (value if isinstance(value, bool) else None)
        assert (text and json.loads(text)) == value


@many_rows
@given(values=lists_of(json_values))
def test_the_scalars_of_a_list_are_unnested_in_order(engine: Engine, values: list[Any]) -> None:
    sql = """
        with elements as (
            select
                row_number, {{ unnest_strings(json_strings('text'), 'element', 'position') }}
            from inputs
        )
        select row_number, position, element
        from elements
        order by row_number, position
    """

    def strings(value: Any) -> list[str]:
        elements = value if isinstance(value, list) else [value]
        return [
            element if isinstance(element, str) else json.dumps(element)
            for element in elements
            if isinstance(element, str | int)
        ]

    # numbers with a fraction are left out: each engine writes those in its own way
    values = [value for value in values if "." not in re.sub('"[^"]*"', "", json.dumps(value))]
    payloads = [json.dumps(value) for value in values]

    rows = engine.rows(sql, NUMBERED, list(enumerate(payloads)))

    assert rows == [
        (number, position, element)
        for number, value in enumerate(values)
        for position, element in enumerate(strings(value), start=1)
    ]
