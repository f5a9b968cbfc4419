"""Facts about PTMs from real records: bodies, a listing and a dump of hub-stats, counted twice.

Five observations of one hub are loaded: the real listing, what the recorded exchanges say, replayed
by a loopback hub (their `expand=` bodies on one day, the full bodies on another), the hub-stats
sample, and records that are odd in every way that was met.
What the marts say is compared with what plain Python reads in the same files.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import duckdb
import pyarrow.parquet as pq
import pytest

from conftest import PROJECT
from ingestion import records
from ingestion.http import HubClient
from ingestion.loopback import HubData, LoopbackHub
from warehouses import answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Command

pytestmark = pytest.mark.real_data

HOSTILE = "{{ 7 * 7 }} {% raw %} <script>alert(1)</script> '; drop table marts.dim_ptms; --"

MARTS = (
    "dim_ptm_aliases",
    "fct_ptm_evaluations",
    "bridge_ptm_languages",
    "rpt_domain_ptms",
    "rpt_metadata_availability",
    "rpt_ptm_size_by_half_year",
    "rpt_registry_completeness",
    "rpt_unsafe_weight_exposure",
)

ODD: list[dict[str, Any]] = [
    {"id": "odd/no-card", "tags": []},
    {"id": "odd/norwegian", "tags": ["no"], "cardData": {"language": False}},
    {
        "id": "odd/lists",
        "tags": [],
        "cardData": {
            "language": ["en", "zh-CN", False, {"x": 1}],
            "license": ["mit", "apache-2.0"],
            "datasets": "squad",
            "co2_eq_emissions": {"emissions": 1250, "source": "codecarbon"},
        },
    },
    {
        "id": "odd/texts",
        "tags": [],
        "cardData": {"language": "English", "license": "mit", "co2_eq_emissions": 0.5},
    },
    {
        "id": "odd/objects",
        "tags": [],
        "cardData": {"language": {"en": True}, "license": {}, "co2_eq_emissions": "much"},
    },
    {"id": "odd/counted-13b", "safetensors": {"total": 5}},
    {"id": "odd/uncounted-13b", "safetensors": {"sharded": True}},
    {"id": "odd/deleted-author", "author": None, "tags": ["license:mit"]},
    {
        "id": "odd/hostile",
        "tags": [HOSTILE, f"license:{HOSTILE}", f"dataset:{HOSTILE}"],
        "pipeline_tag": HOSTILE,
        "cardData": {"language": HOSTILE, "license": HOSTILE},
        "model-index": [
            {"results": [{"task": {"type": HOSTILE}, "metrics": [{"value": HOSTILE}]}]}
        ],
    },
    {"id": "odd/card-is-text", "cardData": "no front matter", "model-index": "none", "tags": None},
    {"id": "odd/card-is-list", "cardData": [1, 2], "model-index": {"results": 5}, "tags": "mit"},
]


@pytest.fixture(scope="module")
def exchanges(shared_data: Path) -> list[dict[str, Any]]:
    lines = (shared_data / "huggingface" / "recorded_exchanges.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def body_of(exchange: dict[str, Any]) -> dict[str, Any] | None:
    """What an exchange says of a model; null for a redirect."""
    body = exchange["body"]
    if isinstance(body, str):
        return json.loads(body) if body.startswith("{") else None
    return dict(body)


@pytest.fixture(scope="module")
def bodies(exchanges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The full bodies of models, as answered without `expand=`."""
    return [body for line in exchanges if (body := body_of(line)) and "tags" in body]


@pytest.fixture(scope="module")
def expanded(exchanges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [body for line in exchanges if (body := body_of(line)) and "tags" not in body]


@pytest.fixture(scope="module")
def warehouse(
    tmp_path_factory: pytest.TempPathFactory,
    run_ptm: Command,
    run_dbt: Command,
    shared_data: Path,
    exchanges: list[dict[str, Any]],
    bodies: list[dict[str, Any]],
    expanded: list[dict[str, Any]],
) -> Path:
    folder = tmp_path_factory.mktemp("facts")
    hub = shared_data / "huggingface"
    dumps: list[tuple[Path, str, str, str]] = [
        (hub / "models_listing.json", "models", "2025-01-31", "--full"),
        (hub / "datasets_listing.json", "datasets", "2025-01-31", "--full"),
        (hub / "hub_stats_sample.parquet", "models", "2026-04-29", "--partial"),
        (written(folder / "odd.jsonl", ODD), "models", "2026-05-01", "--partial"),
    ]
    data = folder / "data"
    for file, entity, observed_at, extent in dumps:
        run_ptm(
            "load", "hub-dump", file, "--entity", entity, "--observed-at", observed_at, extent,
            data_dir=data, check=True,
        )  # fmt: skip
    for observed_at, told, has_expand in (
        ("2025-03-12", expanded, True), ("2025-03-21", bodies, False)
    ):  # fmt: skip
        replayed = folder / observed_at
        replayed.mkdir()
        recorded = [line for line in exchanges if ("?expand=" in line["uri"]) is has_expand]
        written(replayed / "exchanges.jsonl", recorded)
        keys = sorted({key for body in told for key in body} - {"_id", "id", "modelId"})
        with LoopbackHub(HubData.from_folder(replayed)) as loopback:
            run_ptm(
                "load", "huggingface", "--only", "models", "--expand", ",".join(keys),
                "--limit", "1000", "--observed-at", observed_at,
                data_dir=data, env={"HF_ENDPOINT": loopback.url}, check=True,
            )  # fmt: skip
    run_dbt(
        "--quiet", "build", "--exclude-resource-type", "test", "unit_test",
        "--select", *(f"+{mart}" for mart in MARTS),
        data_dir=data, check=True,
    )  # fmt: skip
    return data / "warehouse.duckdb"


def written(file: Path, entries: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return file


def ptm(warehouse: Path, name: str, *columns: str) -> dict[str, Any]:
    ((*values,),) = answer(
        warehouse, f"select {', '.join(columns)} from marts.dim_ptms where full_name = '{name}'"
    )
    return dict(zip(columns, values, strict=True))


def when(text: str) -> datetime:
    return datetime.fromisoformat(text.removesuffix("Z"))


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value of a document that is no object or list, or an empty one, with its path."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for position, inner in enumerate(value):
            yield from leaves(inner, (*path, str(position)))
    else:
        yield path, value


class TestRecordedBodies:
    def test_the_client_gets_every_exchange_as_it_was_recorded(
        self, exchanges: list[dict[str, Any]], tmp_path: Path
    ) -> None:
        written(tmp_path / "exchanges.jsonl", exchanges)
        recorded = {urlsplit(line["uri"])[2:4]: line for line in exchanges}
        with LoopbackHub(HubData.from_folder(tmp_path)) as hub:
            client = HubClient(hub.url)
            for (path, query), line in recorded.items():
                answered = client.get(f"{path}?{query}" if query else path)

                place = {name.lower(): value for name, value in line["headers"].items()}
                led_to = recorded.get(urlsplit(place.get("location", ""))[2:4], line)
                if led_to["status"] == 200:
                    assert answered.json() == body_of(led_to), path
                else:
                    assert answered.json()["id"] in place["location"]
        assert len(exchanges) == 48
        assert len(hub.requests) == len(recorded) + sum(
            line["status"] == 307 for line in recorded.values()
        )

    def test_every_field_of_every_body_is_in_raw(
        self, warehouse: Path, bodies: list[dict[str, Any]], expanded: list[dict[str, Any]]
    ) -> None:
        """But for values that are e-mails; `modelId` is the `id`, volatile figures are observed."""
        columns = ", ".join(f"observations.{column}" for column in records.VOLATILE.values())
        with duckdb.connect(str(warehouse.with_name("raw.duckdb")), read_only=True) as raw:
            stored = {
                (day, name): json.loads(payload)
                | dict(zip(records.VOLATILE, figures, strict=True))
                | {"modelId": name}
                for day, name, payload, *figures in raw.execute(
                    f"""
                    select strftime(observed_at, '%d'), id, payload, {columns}
                    from huggingface.model_observations as observations
                    inner join huggingface.model_versions using (id, row_hash)
                    where observed_at in ('2025-03-12', '2025-03-21')
                    """
                ).fetchall()
            }

        for day, told in (("12", expanded), ("21", bodies)):
            for body in told:
                compact = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
                kept = dict(leaves(json.loads(records.without_e_mail_keys(compact))))
                found = dict(leaves(stored[day, body["id"]]))
                assert kept == {path: found.get(path, "missing") for path in kept}, body["id"]
        assert (len(bodies), len(expanded), len(stored)) == (35, 9, 44)

    def test_each_body_is_a_complete_row(
        self, warehouse: Path, bodies: list[dict[str, Any]]
    ) -> None:
        """35 bodies are of 34 PTMs: `gpt2` and `openai-community/gpt2` have one `_id`."""
        columns = (
            "hub_native_id", "owner", "task", "library", "head_sha", "model_type", "gating",
            "architectures", "storage_bytes", "is_disabled", "is_known_to_hub", "has_card",
            "created_at", "last_modified_at", "downloads_30d", "likes", "license_status",
        )  # fmt: skip
        rows = answer(
            warehouse,
            f"""
            select alias, {", ".join(columns)}, parameter_count, parameter_count_source
            from marts.dim_ptm_aliases
            inner join marts.dim_ptms using (ptm_id)
            """,
        )
        of_name = {row[0]: row[1:] for row in rows}

        for body in bodies:
            *found, parameters, source = of_name[body["id"]]
            of_column = dict(zip(columns, found, strict=True))
            config = body.get("config") or {}
            assert of_column == {
                "hub_native_id": body["_id"],
                "owner": of_column["owner"],
                "task": body["pipeline_tag"],
                "library": body["library_name"],
                "head_sha": body["sha"],
                "model_type": config.get("model_type"),
                "gating": {False: "open", True: "gated"}.get(body["gated"], body["gated"]),
                "architectures": ", ".join(config.get("architectures", [])) or None,
                "storage_bytes": body["usedStorage"],
                "is_disabled": body["disabled"],
                "is_known_to_hub": True,
                "has_card": body.get("cardData") is not None,
                "created_at": when(body["createdAt"]),
                "last_modified_at": when(body["lastModified"]),
                "downloads_30d": body["downloads"],
                "likes": body["likes"],
                "license_status": of_column["license_status"],
            }, body["id"]
            assert of_column["owner"] == body["id"].split("/")[0] or body["id"].endswith("gpt2")
            assert of_column["license_status"] in {"declared", "ambiguous", "none"}
            if "safetensors" in body:
                assert (parameters, source) == (body["safetensors"]["total"], "safetensors")
            else:
                assert source in {None, "name"}
        assert len({body["_id"] for body in bodies}) == 34
        assert answer(
            warehouse,
            """
            select full_name, alias, alias_kind
            from marts.dim_ptm_aliases
            inner join marts.dim_ptms using (ptm_id)
            where name = 'gpt2' and hub_native_id is not null
            order by all
            """,
        ) == [
            ("openai-community/gpt2", "gpt2", "renamed"),
            ("openai-community/gpt2", "openai-community/gpt2", "current"),
        ]

    def test_a_gated_ptm_by_hand(self, warehouse: Path) -> None:
        expected = {
            "ptm_id": "pkg:huggingface/meta-llama/Llama-3.1-8B-Instruct",
            "hub_native_id": "6698d8a0653e4babe21e1e7d",
            "task": "text-generation",
            "domain": "natural language",
            "library": "transformers",
            "model_type": "llama",
            "architectures": "LlamaForCausalLM",
            "license_raw": "llama3.1",
            "gating": "manual",
            "parameter_count": 8030261248,
            "parameter_count_source": "safetensors",
            "storage_bytes": 32123357950,
            "downloads_30d": 5795728,
            "likes": 3763,
            "popularity_band": "10000 and more",
            "has_card": True,
            "has_safetensors": True,
            "has_only_pickled_weights": False,
            "has_custom_code": False,
            "created_at": datetime(2024, 7, 18, 8, 56),
            "last_modified_at": datetime(2024, 9, 25, 17, 0, 57),
            "head_sha": "0e9e39f249a16976918f6564b8830bc894c89659",
        }

        assert ptm(warehouse, "meta-llama/Llama-3.1-8B-Instruct", *expected) == expected
        assert answer(
            warehouse,
            "select language from marts.bridge_ptm_languages where is_card and is_tag"
            " and ptm_id = 'pkg:huggingface/meta-llama/Llama-3.1-8B-Instruct' order by language",
        ) == [(code,) for code in ("de", "en", "es", "fr", "hi", "it", "pt", "th")]

    def test_a_ptm_without_a_card_by_hand(self, warehouse: Path) -> None:
        expected = {
            "task": "token-classification",
            "domain": "natural language",
            "license_id": None,
            "license_status": "none",
            "weight_formats": "jax, pytorch, safetensors, tf",
            "parameter_count": 333588489,
            "storage_bytes": 6668556323,
            "gating": "open",
            "has_card": False,
            "co2_emissions_kg": None,
            "created_at": datetime(2022, 3, 2, 23, 29, 5),
        }

        name = "dbmdz/bert-large-cased-finetuned-conll03-english"
        assert ptm(warehouse, name, *expected) == expected

    def test_a_ptm_with_evaluations_by_hand(self, warehouse: Path) -> None:
        expected = {
            "hub_native_id": "653a4cbd66081db6fc588b21",
            "license_id": "MIT",
            "license_expression": "MIT",
            "weight_formats": "pytorch, safetensors",
            "parameter_count": 7241732096,
            "storage_bytes": 43587527997,
            "downloads_30d": 684157,
            "likes": 1667,
            "created_at": datetime(2023, 10, 26, 11, 25, 49),
        }

        assert ptm(warehouse, "HuggingFaceH4/zephyr-7b-beta", *expected) == expected
        evaluations = answer(
            warehouse,
            """
            select position, dataset_name, dataset_config, metric, value_raw, is_verified
            from marts.fct_ptm_evaluations
            where ptm_id = 'pkg:huggingface/HuggingFaceH4/zephyr-7b-beta'
            order by position
            """,
        )
        assert len(evaluations) == 9
        assert evaluations[0] == (
            1, "ai2_arc", "ARC-Challenge", "acc_norm", "62.03071672354948", False
        )  # fmt: skip
        assert evaluations[5] == (6, "cais/mmlu", "all", "acc", "61.07", False)
        assert evaluations[8] == (9, "unknown", None, "unknown", "7.34", False)

    def test_every_metric_is_a_row(
        self, warehouse: Path, bodies: list[dict[str, Any]], shared_data: Path
    ) -> None:
        stats = pq.read_table(shared_data / "huggingface" / "hub_stats_sample.parquet").to_pylist()
        indexes = {body["id"]: body.get("model-index") for body in bodies}
        for row in stats:
            indexes[row["id"]] = json.loads(row["cardData"] or "{}").get("model-index")
        expected = Counter(
            {
                name: sum(
                    len(result["metrics"]) for entry in index for result in entry.get("results", [])
                )
                for name, index in indexes.items()
                if index
            }
        )

        found = answer(
            warehouse,
            """
            select full_name, count(*)
            from marts.fct_ptm_evaluations
            inner join marts.dim_ptms using (ptm_id)
            where owner != 'odd'
            group by 1
            """,
        )

        assert dict(found) == {name: count for name, count in expected.items() if count}
        assert sum(expected.values()) > 600


@pytest.fixture(scope="module")
def newest(
    expanded: list[dict[str, Any]],
    bodies: list[dict[str, Any]],
    shared_data: Path,
) -> dict[str, dict[str, Any]]:
    """What each PTM's sources say of it, key by key, the newest first to say it."""
    hub = shared_data / "huggingface"
    stats = pq.read_table(hub / "hub_stats_sample.parquet").to_pylist()
    ids: dict[str, str] = {}
    merged: dict[str, dict[str, Any]] = defaultdict(dict)
    listing = json.loads((hub / "models_listing.json").read_text())
    for source in (listing, expanded, bodies, stats, ODD):
        keys = {key for entry in source for key in entry}
        for entry in source:
            identity = entry.get("_id") or ids.get(entry["id"], entry["id"])
            ids[entry["id"]] = identity
            merged[identity] |= {key: entry.get(key) for key in keys} | {"name": entry["id"]}
    return merged


@pytest.fixture(scope="module")
def domains() -> dict[str, str]:
    with (PROJECT / "seeds" / "catalogue" / "task_domains.csv").open() as file:
        return {row["task"]: row["domain"] for row in csv.DictReader(file)}


class TestReportsAgainstPlainCounts:
    def test_ptms_of_each_domain(
        self, warehouse: Path, newest: dict[str, dict[str, Any]], domains: dict[str, str]
    ) -> None:
        expected = Counter(
            domains.get(entry.get("pipeline_tag") or "", "unknown") for entry in newest.values()
        )
        known = sum(count for domain, count in expected.items() if domain != "unknown")
        downloads = Counter(dict.fromkeys(expected, 0))
        for entry in newest.values():
            downloads[domains.get(entry.get("pipeline_tag") or "", "unknown")] += (
                entry.get("downloads") or 0
            )

        found = answer(
            warehouse,
            "select domain, ptm_count, coalesce(downloads_30d, 0), share_pct, known_share_pct"
            " from marts.rpt_domain_ptms",
        )

        assert sorted(found) == [
            (
                domain,
                count,
                downloads[domain],
                pytest.approx(100 * count / len(newest), abs=0.005),
                None if domain == "unknown" else pytest.approx(100 * count / known, abs=0.005),
            )
            for domain, count in sorted(expected.items())
        ]

    def test_counted_sizes_of_each_half_year(
        self, warehouse: Path, newest: dict[str, dict[str, Any]], domains: dict[str, str]
    ) -> None:
        sizes: dict[tuple[str, str], list[int]] = defaultdict(list)
        for entry in newest.values():
            gguf = entry.get("gguf")
            gguf = json.loads(gguf) if isinstance(gguf, str) else gguf
            total = (entry.get("safetensors") or gguf or {}).get("total")
            made = entry.get("createdAt")
            if total is None:
                continue
            made = when(made) if isinstance(made, str) else made
            if made is None:
                half = "unknown"
            elif made < datetime(2022, 3, 3):
                half = "before 2022-03-03"
            else:
                half = f"{made.year}-H{1 if made.month <= 6 else 2}"
            domain = domains.get(entry.get("pipeline_tag") or "", "unknown")
            sizes[domain, half].append(total)

        found = answer(
            warehouse,
            """
            select domain, half_year, counted_ptm_count, median_counted_parameters
            from marts.rpt_ptm_size_by_half_year
            where counted_ptm_count > 0
            """,
        )

        assert {row[:2]: row[2:] for row in found} == {
            key: (len(totals), pytest.approx(median(totals), abs=0.1))
            for key, totals in sizes.items()
        }

    @pytest.mark.parametrize(
        ("field", "key"), [("task", "pipeline_tag"), ("library", "library_name")]
    )
    def test_fields_that_the_registry_lacks(
        self, warehouse: Path, newest: dict[str, dict[str, Any]], field: str, key: str
    ) -> None:
        carried = [entry for entry in newest.values() if key in entry]

        assert answer(
            warehouse,
            "select asked_ptm_count, absent_ptm_count from marts.rpt_registry_completeness"
            f" where metadata_field = '{field}'",
        ) == [(len(carried), sum(entry[key] is None for entry in carried))]

    def test_fields_that_ptms_of_a_domain_have(
        self, warehouse: Path, newest: dict[str, dict[str, Any]], domains: dict[str, str]
    ) -> None:
        asked, has = Counter[str](), Counter[str]()
        for entry in newest.values():
            if "library_name" in entry:
                domain = domains.get(entry.get("pipeline_tag") or "", "unknown")
                asked[domain] += 1
                has[domain] += entry["library_name"] is not None

        found = answer(
            warehouse,
            """
            select domain, sum(asked_ptm_count), sum(found_ptm_count)
            from marts.rpt_metadata_availability
            where metadata_field = 'library'
            group by domain
            having sum(asked_ptm_count) > 0
            """,
        )

        assert sorted(found) == [(domain, asked[domain], has[domain]) for domain in sorted(asked)]

    def test_exposure_counts_every_ptm_once(
        self, warehouse: Path, newest: dict[str, dict[str, Any]]
    ) -> None:
        ((counted,),) = answer(
            warehouse, "select sum(ptm_count) from marts.rpt_unsafe_weight_exposure"
        )

        assert counted == len(newest)


class TestOddRecords:
    def test_each_goes_through(self, warehouse: Path) -> None:
        assert answer(
            warehouse, "select full_name from marts.dim_ptms where owner = 'odd' order by 1"
        ) == sorted((entry["id"],) for entry in ODD)

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("odd/no-card", {"has_card": False, "license_status": "none", "task": None}),
            ("odd/norwegian", {"has_card": True, "license_status": "none"}),
            ("odd/lists", {"license_expression": "Apache-2.0 AND MIT", "co2_emissions_kg": 1.25}),
            ("odd/texts", {"license_id": "MIT", "co2_emissions_kg": 0.0005}),
            ("odd/objects", {"license_status": "none", "co2_emissions_kg": None}),
            ("odd/counted-13b", {"parameter_count": 5, "parameter_count_source": "safetensors"}),
            (
                "odd/uncounted-13b",
                {"parameter_count": 13_000_000_000, "parameter_count_source": "name"},
            ),
            ("odd/deleted-author", {"license_id": "MIT", "owner": "odd"}),
            ("odd/hostile", {"task": HOSTILE, "domain": None, "license_status": "ambiguous"}),
        ],
    )
    def test_what_is_known_of_it(
        self, warehouse: Path, name: str, expected: dict[str, Any]
    ) -> None:
        assert ptm(warehouse, name, *expected) == expected

    def test_languages_of_any_form(self, warehouse: Path) -> None:
        assert answer(
            warehouse,
            """
            select name, language, is_tag, is_card
            from marts.bridge_ptm_languages
            inner join marts.dim_ptms using (ptm_id)
            where owner = 'odd'
            order by all
            """,
        ) == [
            ("hostile", HOSTILE.lower(), False, True),
            ("lists", "en", False, True),
            ("lists", "no", False, True),
            ("lists", "zh", False, True),
            ("norwegian", "no", True, True),
            ("texts", "en", False, True),
        ]

    def test_hostile_text_is_text(self, warehouse: Path) -> None:
        assert answer(
            warehouse,
            """
            select task, value_raw, metric_value
            from marts.fct_ptm_evaluations
            where ptm_id = 'pkg:huggingface/odd/hostile'
            """,
        ) == [(HOSTILE, HOSTILE, None)]
