"""Hub records as versions and observations: what makes a version, what is left out of one."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingestion import records
from ingestion.errors import PtmError
from ingestion.raw import OBSERVATIONS, VERSIONS

if TYPE_CHECKING:
    from pathlib import Path

RECORD: dict[str, Any] = {
    "_id": "621ffdc036468d709f174338",
    "id": "acme/tiny",
    "sha": "a" * 40,
    "downloads": 7,
    "downloadsAllTime": 70,
    "likes": 3,
    "trendingScore": 0.5,
    "private": False,
    "tags": ["license:mit", "région:été", 'quo"te'],
    "cardData": {"license": "mit", "model-index": [{"results": [{"value": 0.1}, None]}]},
}

E_MAIL_KEYS = ("email", "E-Mail", "author_email", "contact e mail", "emails", 'so "e_mail" called')


def written(folder: Path, *lines: str) -> Path:
    file = folder / "records.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines))
    return file


def read(folder: Path, *entries: Any, shape: str = "s") -> list[dict[str, Any]]:
    """The rows that records are turned into; a text is taken as it stands."""
    lines = [entry if isinstance(entry, str) else json.dumps(entry) for entry in entries]
    tables = records.batches([written(folder, *lines)], shape)
    return [row for table in tables for row in table.to_pylist()]


def hashes(folder: Path, *entries: Any) -> list[str]:
    return [row["row_hash"] for row in read(folder, *entries)]


class TestVersions:
    def test_the_payload_is_the_record_without_its_volatile_figures(self, tmp_path: Path) -> None:
        (row,) = read(tmp_path, RECORD)

        kept = {key: value for key, value in RECORD.items() if key not in records.VOLATILE}
        assert json.loads(row["payload"]) == kept
        assert (row["id"], row["native_id"]) == (RECORD["id"], RECORD["_id"])

    def test_figures_go_to_the_observation(self, tmp_path: Path) -> None:
        (row,) = read(tmp_path, RECORD)

        assert {column: row[column] for column in records.VOLATILE.values()} == {
            "downloads": 7,
            "downloads_all_time": 70,
            "likes": 3,
            "trending_score": 0.5,
        }

    @pytest.mark.parametrize("key", records.VOLATILE)
    def test_a_changed_or_missing_figure_is_no_new_version(self, tmp_path: Path, key: str) -> None:
        without = {name: value for name, value in RECORD.items() if name != key}

        assert len(set(hashes(tmp_path, RECORD, RECORD | {key: 99}, without))) == 1

    @pytest.mark.parametrize("key", sorted(set(RECORD) - set(records.VOLATILE)))
    def test_every_other_change_is_one(self, tmp_path: Path, key: str) -> None:
        changed = RECORD | {key: f"not {RECORD[key]}"}
        without = {name: value for name, value in RECORD.items() if name != key}

        assert len(set(hashes(tmp_path, RECORD, changed, RECORD | {key: None}, without))) == 4

    def test_a_figure_that_lies_deeper_is_no_figure_of_the_hub(self, tmp_path: Path) -> None:
        one, two = ({"id": "a/b", "cardData": {"likes": likes}} for likes in (1, 2))

        assert len(set(hashes(tmp_path, one, two))) == 2

    def test_white_space_and_escapes_are_no_change(self, tmp_path: Path) -> None:
        plain = '{"id":"a/b","tags":["é","/"]}'
        spelled = '{ "id" : "a/b", "tags" : [ "\\u00e9" , "\\/" ] }'

        assert len(set(hashes(tmp_path, plain, spelled))) == 1

    def test_the_same_payload_in_two_shapes_is_two_versions(self, tmp_path: Path) -> None:
        narrow = read(tmp_path, RECORD, shape="_id,id")
        wide = read(tmp_path, RECORD, shape="_id,id,sha")

        assert narrow[0]["payload"] == wide[0]["payload"]
        assert narrow[0]["row_hash"] != wide[0]["row_hash"]

    def test_a_shape_knows_neither_order_nor_figures(self) -> None:
        assert records.shape_of(["tags", "id", "likes", "downloadsAllTime"]) == "id,tags"

    def test_figures_of_another_type_are_null_and_stop_nothing(self, tmp_path: Path) -> None:
        odd = {"id": "a/b", "downloads": "many", "likes": [1], "trendingScore": {"now": 1}}

        (row,) = read(tmp_path, odd)

        assert (row["downloads"], row["likes"], row["trending_score"]) == (None, None, None)


class TestEMails:
    def test_no_e_mail_key_is_left_at_any_depth(self, tmp_path: Path) -> None:
        dirty = RECORD | {
            "email": "a@b.example",
            "cardData": RECORD["cardData"]
            | {"authors": [{"name": "A", "E-Mail": {"work": ["a@b.example", {"x": 1}]}}]},
        }
        clean = RECORD | {"cardData": RECORD["cardData"] | {"authors": [{"name": "A"}]}}

        of_dirty, of_clean = read(tmp_path, dirty, clean)

        assert "b.example" not in of_dirty["payload"]
        assert of_dirty["payload"] == of_clean["payload"]
        assert of_dirty["row_hash"] == of_clean["row_hash"]

    def test_the_hash_is_that_of_what_is_stored(self, tmp_path: Path) -> None:
        (dirty,) = read(tmp_path, RECORD | {"cardData": {"email": "a@b.example", "license": "mit"}})

        (stored,) = read(tmp_path, dirty["payload"])

        assert stored["row_hash"] == dirty["row_hash"]

    def test_text_about_e_mail_stays(self, tmp_path: Path) -> None:
        about = {
            "id": "a/e-mail-classifier",
            "tags": ["email", 'the key "email":', "e-mail: x", '\\"email\\":'],
            "x": "email",
        }

        (row,) = read(tmp_path, about)

        assert json.loads(row["payload"]) == about

    def test_no_depth_and_no_number_stops_the_reading(self, tmp_path: Path) -> None:
        deep = "[" * 5000 + '{"email":1,"n":NaN,"i":123456789012345678901234567890}' + "]" * 5000

        (row,) = read(tmp_path, f'{{"id":"a/b","x":{deep}}}')

        expected = deep.replace('"email":1,', "")
        assert row["payload"] == f'{{"id":"a/b","x":{expected}}}'

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(st.text(max_size=6) | st.sampled_from(E_MAIL_KEYS), inner)
            ),
            max_leaves=30,
        )
    )
    # how fast input is made depends on what else the machine does
    @settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
    def test_everything_but_the_entries_stays_as_it_stood(self, value: Any) -> None:
        payload = json.dumps({"x": value}, separators=(",", ":"), ensure_ascii=False)

        cleaned = records.without_e_mail_keys(payload)

        assert json.loads(cleaned) == {"x": without_e_mails(value)}
        assert records.without_e_mail_keys(cleaned) == cleaned


def without_e_mails(value: Any) -> Any:
    """The same by another way: recursive, on values."""
    if isinstance(value, dict):
        return {
            key: without_e_mails(inner)
            for key, inner in value.items()
            if not any(word in key.lower() for word in ("email", "e-mail", "e_mail", "e mail"))
        }
    return [without_e_mails(inner) for inner in value] if isinstance(value, list) else value


class TestParts:
    def test_overlapping_pages_give_each_id_once_and_the_first_stands(self, tmp_path: Path) -> None:
        pages = []
        for number, names in enumerate((("a", "b"), ("b", "c"), ("c", "a"))):
            pages.append(tmp_path / f"{number}.json")
            pages[-1].write_text(json.dumps([{"id": n, "likes": number} for n in names]))

        landed = records.rows_of(
            records.batches(pages, "id", layout="array"),
            entity="models",
            listing_id="l",
            part=2,
            shape="id",
            observed_at=datetime(2024, 5, 1),
        )

        rows: dict[str, list[dict[str, Any]]] = {"model_versions": [], "model_observations": []}
        for table, chunk in landed:
            assert chunk.schema == table.columns
            rows[table.name] += chunk.to_pylist()
        assert [row["id"] for row in rows["model_versions"]] == ["a", "b", "c"]
        assert [(row["id"], row["likes"]) for row in rows["model_observations"]] == [
            ("a", 0),
            ("b", 0),
            ("c", 1),
        ]
        assert {
            (row["listing_id"], row["part"], row["observed_at"])
            for row in rows["model_observations"]
        } == {("l", 2, datetime(2024, 5, 1))}

    def test_a_batch_boundary_hides_no_duplicate(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(records, "BATCH_RECORDS", 2048)
        names = [f"a/{number % 3000}" for number in range(6000)]
        file = written(tmp_path, *(json.dumps({"id": name}) for name in names))
        batches = list(records.batches([file], "id"))
        assert len(batches) > 1

        landed = records.rows_of(
            batches,
            entity="datasets",
            listing_id="l",
            part=1,
            shape="id",
            observed_at=datetime(2024, 5, 1),
        )

        found = {VERSIONS["datasets"].name: [], OBSERVATIONS["datasets"].name: []}
        for table, chunk in landed:
            found[table.name] += chunk.column("id").to_pylist()
        assert all(ids == names[:3000] for ids in found.values())

    def test_rows_come_in_the_order_of_the_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A load that was cut goes on by counting batches: they must be the same every time."""
        monkeypatch.setattr(records, "BATCH_RECORDS", 2048)
        names = [f"a/{number}" for number in range(50_000)]
        file = written(tmp_path, *(json.dumps({"id": name, "x": "y" * 500}) for name in names))

        batches = [batch.column("id").to_pylist() for batch in records.batches([file], "id")]

        assert [name for batch in batches for name in batch] == names
        assert {len(batch) for batch in batches[:-1]} == {2048}


class TestInspection:
    def test_counts_and_keys_without_figures(self, tmp_path: Path) -> None:
        file = written(tmp_path, '{"id":"a","tags":[]}', '{"id":"b","likes":1,"sha":"x"}')

        assert records.inspect(file) == records.Inspection(2, ("id", "sha", "tags"))

    def test_the_real_listing_in_each_layout(self, shared_data: Path, tmp_path: Path) -> None:
        array = shared_data / "huggingface" / "models_listing.json"
        models = json.loads(array.read_text())
        lines = written(tmp_path, *(json.dumps(model) for model in models))
        packed = tmp_path / "models.jsonl.gz"
        packed.write_bytes(gzip.compress(lines.read_bytes()))

        found = [records.inspect(file) for file in (array, lines, packed)]

        assert found == [found[0]] * 3
        assert found[0].record_count == 3988
        assert set(found[0].keys) == {key for model in models for key in model} - set(
            records.VOLATILE
        )

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param('{"id":"a"}\n{"id":"b"', id="within a record"),
            pytest.param('{"id":"a"}\n{"id":"b","x":"tex', id="within a text"),
            pytest.param('[{"id":"a"},{"id":"b"}', id="array, after a record"),
            pytest.param('[\n{"id":"a"},\n', id="array, after a comma, as head leaves it"),
            pytest.param("[", id="array, at its start"),
        ],
    )
    @pytest.mark.parametrize("name", ["cut.json", "cut.json.gz"])
    def test_a_cut_file_is_refused(self, tmp_path: Path, content: str, name: str) -> None:
        file = tmp_path / name
        text = content.encode()
        file.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)

        with pytest.raises(PtmError, match=r"cut\.json.* is cut off .*nothing of it was loaded"):
            records.inspect(file)

    def test_a_gz_that_is_cut_between_two_records_is_refused(self, tmp_path: Path) -> None:
        packer = zlib.compressobj(wbits=31)
        start = packer.compress(b'{"id":"a"}\n' * 1000) + packer.flush(zlib.Z_FULL_FLUSH)
        file = tmp_path / "cut.jsonl.gz"
        file.write_bytes(start + packer.compress(b'{"id":"b"}\n'))

        with pytest.raises(PtmError, match="is cut off"):
            records.inspect(file)

    @pytest.mark.parametrize(
        "entry",
        ['["a"]', "5", '"a"', "null", "{}", '{"id":null}', '{"id":12}', '{"name":"a"}'],
    )
    def test_what_is_no_record_is_refused(self, tmp_path: Path, entry: str) -> None:
        file = written(tmp_path, '{"id":"a"}', entry)

        with pytest.raises(PtmError, match="2 entries, of which 1 are no record"):
            records.inspect(file)

    def test_a_folder_with_wildcards_in_its_name_is_read(self, tmp_path: Path) -> None:
        folder = tmp_path / "we[ir]d * name?"
        folder.mkdir()

        assert records.inspect(written(folder, '{"id":"a"}')).record_count == 1
