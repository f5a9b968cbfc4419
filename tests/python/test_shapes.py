"""PTMs that are seen in a listing, in full bodies and in a hub-stats dump have one history.

The three say different keys of the same 34 PTMs; a key that was not asked for is not a change, and
each attribute is the newest that anybody said.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouses import answer

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Command

pytestmark = pytest.mark.real_data

Record = dict[str, Any]

LISTED, WHOLE, DUMPED, LISTED_AGAIN = DAYS = tuple(
    datetime(2025, month, 1) for month in (1, 2, 3, 4)
)

LISTING_KEYS = [
    "_id", "id", "likes", "private", "downloads", "tags", "pipeline_tag", "library_name",
    "createdAt", "modelId",
]  # fmt: skip
HUB_STATS_KEYS = [
    "id", "author", "createdAt", "lastModified", "downloads", "likes", "tags", "safetensors",
    "pipeline_tag", "library_name",
]  # fmt: skip

RELICENSED, RENAMED, RETASKED = (
    "google/flan-t5-large",
    "microsoft/DialoGPT-small",
    "google/tapas-base-finetuned-wtq",
)


@pytest.fixture(scope="module")
def bodies(shared_data: Path) -> list[Record]:
    """The recorded full bodies, each PTM once."""
    with (shared_data / "huggingface" / "recorded_exchanges.jsonl").open() as file:
        answers = [json.loads(line)["body"] for line in file]
    whole = [body for body in answers if isinstance(body, dict) and "siblings" in body]
    return list({body["_id"]: body for body in whole}.values())


@pytest.fixture(scope="module")
def warehouse(
    bodies: list[Record],
    tmp_path_factory: pytest.TempPathFactory,
    run_ptm: Command,
    run_dbt: Command,
) -> Path:
    """Listing, full bodies, hub-stats and the listing again, loaded newest first.

    Three things happen to the hub: one license changes before the dump, one PTM is renamed and
    one gets another task before the last listing.
    """
    folder = tmp_path_factory.mktemp("shapes")
    days: dict[datetime, list[Record]] = {LISTED: [only(LISTING_KEYS, body) for body in bodies]}
    days[WHOLE] = bodies
    relicensed = [
        body | {"tags": [tag.replace("license:apache-2.0", "license:mit") for tag in body["tags"]],
                "cardData": body["cardData"] | {"license": "mit"}}
        if body["id"] == RELICENSED else body
        for body in bodies
    ]  # fmt: skip
    days[DUMPED] = relicensed
    days[LISTED_AGAIN] = [
        only(LISTING_KEYS, body)
        | ({"id": "moved/on", "modelId": "moved/on"} if body["id"] == RENAMED else {})
        | ({"pipeline_tag": "another-task"} if body["id"] == RETASKED else {})
        for body in relicensed
    ]
    for day in reversed(DAYS):
        file = folder / f"{day:%Y-%m-%d}"
        if day == DUMPED:
            write_hub_stats(file, days[day])
        else:
            file.write_text("".join(json.dumps(record) + "\n" for record in days[day]))
        run_ptm(
            "load", "hub-dump", file, "--observed-at", f"{day.isoformat()}Z",
            "--partial" if day == WHOLE else "--full", data_dir=folder, check=True,
        )  # fmt: skip
    run_dbt(
        "--quiet", "build", "--exclude-resource-type=unit_test", "--indirect-selection=cautious",
        "--select", "+dim_ptms", "+dim_ptm_aliases", "+fct_ptm_changes", "+fct_ptm_metrics",
        data_dir=folder, check=True,
    )  # fmt: skip
    return folder / "warehouse.duckdb"


def write_hub_stats(file: Path, bodies: list[Record]) -> None:
    """Parquet as hub-stats writes it: no ids, times as times, the card as text, `{}` for none."""
    rows = [
        {key: body.get(key) for key in HUB_STATS_KEYS}
        | {key: datetime.fromisoformat(body[key]) for key in ("createdAt", "lastModified")}
        | {"cardData": json.dumps(body.get("cardData") or {})}
        | {"downloadsAllTime": 7, "trendingScore": 0.0}
        for body in bodies
    ]
    pq.write_table(pa.Table.from_pylist(rows), file)


def only(keys: list[str], record: Record) -> Record:
    return {key: record[key] for key in keys if key in record}


def test_nothing_but_what_happened_is_a_change(warehouse: Path) -> None:
    """All 34 have several versions, and 31 of them no change."""
    found = answer(
        warehouse,
        """
        select full_name, attribute, old_value, new_value, old_value_seen_at, valid_from, valid_to
        from fct_ptm_changes inner join dim_ptms using (ptm_id) order by all
        """,
    )
    assert answer(
        warehouse, "select count(*), count(distinct ptm_id) from int_ptm_sightings_compared"
    ) == [(136, 34)]

    assert found == [
        (RELICENSED, "license", "apache-2.0", "mit", WHOLE, DUMPED, None),
        (RETASKED, "task", "table-question-answering", "another-task", DUMPED, LISTED_AGAIN, None),
        ("moved/on", "name", RENAMED, "moved/on", DUMPED, LISTED_AGAIN, None),
    ]


def test_each_attribute_is_the_newest_that_any_shape_said(
    warehouse: Path, bodies: list[Record]
) -> None:
    """Gating and commit by the bodies alone, figures by the dump and the last listing."""
    found = answer(
        warehouse,
        """
        select
            hub_native_id, gating, head_sha, storage_bytes, is_disabled, has_card, downloads_30d,
            downloads_all_time, license_raw, first_seen_at, _observed_at
        from dim_ptms
        """,
    )
    cards_say = {body["_id"]: body.get("cardData") for body in bodies}

    assert len(bodies) == 34
    assert sorted(found) == sorted(
        (
            body["_id"],
            body["gated"] or "open",
            body["sha"],
            body["usedStorage"],
            body["disabled"],
            cards_say[body["_id"]] is not None,
            body["downloads"],
            7,
            "mit" if body["id"] == RELICENSED else license_of(body),
            LISTED,
            LISTED_AGAIN,
        )
        for body in bodies
    )


def license_of(body: Record) -> str | None:
    licenses = [tag.removeprefix("license:") for tag in body["tags"] if tag.startswith("license:")]
    return licenses[0] if licenses else None


def test_a_ptm_is_one_with_and_without_the_hubs_id(warehouse: Path, bodies: list[Record]) -> None:
    assert answer(
        warehouse,
        """
        select count(distinct ptm_id), count(*), count(distinct observed_at) from fct_ptm_metrics
        """,
    ) == [(len(bodies), 4 * len(bodies), 4)]
    assert answer(
        warehouse,
        """
        select alias, alias_kind, valid_from, valid_to from dim_ptm_aliases
        where ptm_id = 'pkg:huggingface/moved/on' order by valid_from
        """,
    ) == [(RENAMED, "renamed", LISTED, DUMPED), ("moved/on", "current", LISTED_AGAIN, None)]
