"""Parquet in hub-stats shape: its records read as the Hub would have written them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingestion import records
from ingestion.errors import PtmError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Command
    from ingestion.config import DataFolder


def written(folder: Path, columns: dict[str, Any]) -> Path:
    file = folder / "dump.parquet"
    pq.write_table(pa.table(columns), file)
    return file


def rows(file: Path) -> list[dict[str, Any]]:
    shape = records.shape_of(records.inspect(file).keys)
    return [row for table in records.batches([file], shape) for row in table.to_pylist()]


def payloads(folder: Path, columns: dict[str, Any]) -> list[dict[str, Any]]:
    return [json.loads(row["payload"]) for row in rows(written(folder, columns))]


class TestReading:
    def test_text_of_structured_keys_becomes_json_and_other_text_stays(
        self, tmp_path: Path
    ) -> None:
        card = {"license": "mit", "note": None, "deep": [{"a": 1}]}

        (payload,) = payloads(
            tmp_path,
            {"id": ["a/b"], "cardData": [json.dumps(card)], "description": ['{"a": 1}']},
        )

        assert payload == {"id": "a/b", "cardData": card, "description": '{"a": 1}'}

    def test_json_lines_with_the_same_text_say_the_same(self, tmp_path: Path) -> None:
        told = {
            "id": ["a/b", "a/c", "a/d", "a/e", "a/f"],
            "cardData": [
                json.dumps({"license": "mit", "note": None, "e-mail": "x@y.example"}),
                ' ["{{ hostile }}"]',
                '{"license": {{ x }}',
                "no front matter",
                None,
            ],
            "gguf": ['{"total": 12345678901234567890}', None, None, '{"a": "\\u00e9"}', None],
            "description": ['{"a": 1}', "[CLS]", ':"{', "", None],
        }
        lines = tmp_path / "dump.jsonl"
        keys = list(told)
        lines.write_text(
            "".join(
                json.dumps(dict(zip(keys, values, strict=True))) + "\n"
                for values in zip(*told.values(), strict=True)
            )
        )
        shape = records.shape_of(records.inspect(lines).keys)

        read = rows(lines)

        assert [json.loads(row["payload"]) for row in read] == payloads(tmp_path, told)
        for row in read:
            text = f"{shape}|{row['payload']}".encode()
            assert row["row_hash"] == hashlib.md5(text, usedforsecurity=False).hexdigest()

    @pytest.mark.parametrize(
        "text", ['{"a": 1e999}', '{"a": NaN}', '{"a": "\\ud800"}', "[" * 99_999]
    )
    def test_text_that_only_looks_like_json_stops_nothing(self, tmp_path: Path, text: str) -> None:
        lines = tmp_path / "dump.jsonl"
        lines.write_text(json.dumps({"id": "a/b", "cardData": text}) + "\n")

        (row,) = rows(lines)

        json.loads(row["payload"], parse_constant=pytest.fail)

    def test_what_is_no_json_after_all_stays_text(self, tmp_path: Path) -> None:
        (payload,) = payloads(tmp_path, {"id": ["a/b"], "cardData": ['{"license": {{ x }}']})

        assert payload["cardData"] == '{"license": {{ x }}'

    def test_a_null_is_an_answer_and_a_null_of_a_struct_is_a_field_of_another_record(
        self, tmp_path: Path
    ) -> None:
        first, second = payloads(
            tmp_path,
            {
                "id": ["a/one", "a/two"],
                "gguf": pa.array([None, None], pa.string()),
                "safetensors": [
                    {"parameters": {"F32": 5, "I8": None}, "total": 5},
                    {"parameters": {"F32": None, "I8": 7}, "total": 7},
                ],
            },
        )

        assert first == {
            "id": "a/one", "gguf": None, "safetensors": {"parameters": {"F32": 5}, "total": 5}
        }  # fmt: skip
        assert second["safetensors"] == {"parameters": {"I8": 7}, "total": 7}

    def test_times_and_booleans_are_written_as_the_hub_writes_them(self, tmp_path: Path) -> None:
        when = pa.array([1709202124000], pa.timestamp("ms"))

        (payload,) = payloads(
            tmp_path,
            {
                "id": ["a/b"],
                "createdAt": when,
                "lastModified": when.cast(pa.timestamp("us", "UTC")),
                "gated": ["False"],
                "private": [False],
            },
        )

        assert payload == {
            "id": "a/b",
            "createdAt": "2024-02-29T10:22:04.000Z",
            "lastModified": "2024-02-29T10:22:04.000Z",
            "gated": False,
            "private": False,
        }

    def test_a_gate_that_is_a_word_stays_one(self, tmp_path: Path) -> None:
        found = payloads(tmp_path, {"id": ["a/b", "a/c"], "gated": ["manual", "True"]})

        assert [payload["gated"] for payload in found] == ["manual", True]

    def test_the_record_hashes_as_the_same_record_in_json_lines(self, tmp_path: Path) -> None:
        record = {"id": "a/b", "tags": ["é", "license:mit"], "cardData": {"license": "mit"}}
        lines = tmp_path / "dump.jsonl"
        lines.write_text(json.dumps(record))
        columns = {
            "id": ["a/b"],
            "tags": [record["tags"]],
            "cardData": [json.dumps(record["cardData"])],
            "downloads": [5],
        }

        (of_parquet,) = rows(written(tmp_path, columns))
        (of_lines,) = rows(lines)

        assert of_parquet["row_hash"] == of_lines["row_hash"]
        assert (of_parquet["downloads"], of_lines["downloads"]) == (5, None)

    def test_e_mails_are_gone_also_from_json_within_text(self, tmp_path: Path) -> None:
        card = json.dumps({"license": "mit", "email": "a@b.example"})

        (payload,) = payloads(tmp_path, {"id": ["a/b"], "cardData": [card]})

        assert payload["cardData"] == {"license": "mit"}

    def test_rows_come_in_the_order_of_the_file_over_row_groups(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(records, "BATCH_RECORDS", 2048)
        names = [f"a/{number}" for number in range(9000)]
        file = tmp_path / "dump.parquet"
        pq.write_table(pa.table({"id": names}), file, row_group_size=1000)

        assert [row["id"] for row in rows(file)] == names


class TestRefusals:
    @pytest.mark.parametrize("kept", [0.3, 0.99])
    def test_a_cut_file(self, tmp_path: Path, kept: float) -> None:
        file = written(tmp_path, {"id": [f"a/{number}" for number in range(5000)]})
        content = file.read_bytes()
        file.write_bytes(content[: int(len(content) * kept)])

        with pytest.raises(PtmError, match=r"dump\.parquet is cut off .*nothing of it was loaded"):
            records.inspect(file)

    def test_a_file_whose_middle_is_broken(self, tmp_path: Path) -> None:
        file = written(tmp_path, {"id": [f"a/{number}" for number in range(5000)]})
        content = bytearray(file.read_bytes())
        content[100:-8] = bytes(len(content) - 108)
        file.write_bytes(bytes(content))

        with pytest.raises(PtmError, match=r"dump\.parquet cannot be read as Parquet"):
            records.inspect(file)

    @pytest.mark.parametrize(
        ("columns", "expected"),
        [
            pytest.param({"name": ["a/b"]}, "has no column `id`", id="absent"),
            pytest.param({"id": [5]}, "has a column `id` of no text", id="a number"),
            pytest.param({"id": ["a/b", None]}, "2 entries, of which 1 are no record", id="null"),
        ],
    )
    def test_rows_that_are_no_records(
        self, tmp_path: Path, columns: dict[str, Any], expected: str
    ) -> None:
        with pytest.raises(PtmError, match=expected):
            records.inspect(written(tmp_path, columns))

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(PtmError, match=r"gone\.parquet cannot be read: No such file"):
            records.inspect(tmp_path / "gone.parquet")


@pytest.mark.real_data
class TestHubStats:
    @pytest.fixture
    def load(
        self, run_ptm: Command, shared_data: Path, folder: DataFolder
    ) -> Callable[[], list[tuple[Any, ...]]]:
        file = shared_data / "huggingface" / "hub_stats_sample.parquet"

        def run() -> list[tuple[Any, ...]]:
            run_ptm(
                "load", "hub-dump", file, "--observed-at", "2026-04-29", "--partial",
                data_dir=folder.root, check=True,
            )  # fmt: skip
            with duckdb.connect(str(folder.raw_database), read_only=True) as connection:
                return connection.execute(
                    "select id, payload from huggingface.model_versions order by id"
                ).fetchall()

        return run

    def test_the_sample_loads_whole_and_twice_adds_nothing(
        self, load: Callable[[], list[tuple[Any, ...]]], shared_data: Path
    ) -> None:
        source = pq.read_table(shared_data / "huggingface" / "hub_stats_sample.parquet").to_pylist()

        landed = load()

        assert load() == landed
        assert [name for name, _ in landed] == sorted(row["id"] for row in source)
        of_name = {name: json.loads(payload) for name, payload in landed}
        for row in source:
            payload = of_name[row["id"]]
            assert payload["tags"] == row["tags"]
            card = row["cardData"] and records.without_e_mail_keys(
                json.dumps(json.loads(row["cardData"]), separators=(",", ":"))
            )
            assert payload["cardData"] == (card and json.loads(card))
            assert (payload["safetensors"] or {}).get("total") == (row["safetensors"] or {}).get(
                "total"
            )
            assert payload["baseModels"] == row["baseModels"]
            assert set(payload) == set(row) - set(records.VOLATILE)
