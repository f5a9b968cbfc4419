from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from typer.testing import CliRunner

from ingestion.cli import app
from ingestion.scanner.paths import VendoredPaths, is_test_path

if TYPE_CHECKING:
    from click.testing import Result

    from conftest import Command

SCHEMA = Path(__file__).resolve().parents[3] / "ingestion" / "schemas" / "scan.schema.json"

APP = """
from transformers import AutoModel, pipeline

NAMES = {"small": "acme/small", "large": "acme/large"}


def load(size, name):
    AutoModel.from_pretrained(NAMES[size], revision="0123456789abcdef0123456789abcdef01234567")
    AutoModel.from_pretrained(name, trust_remote_code=True)
    return pipeline("fill-mask", model="acme/[bold]small")
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PTM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    (folder / "tests").mkdir(parents=True)
    (folder / "app.py").write_text(APP, encoding="utf-8")
    (folder / "tests" / "test_app.py").write_text(
        'import transformers\ntransformers.pipeline(model="acme/small")\n', encoding="utf-8"
    )
    (folder / "old.py").write_text("print 'from_pretrained'\n", encoding="utf-8")
    return folder


def scan(folder: Path, output: str) -> Result:
    result = CliRunner().invoke(app, ["scan", str(folder), "--format", output])
    assert result.exit_code == 0, result.output
    return result


def test_json_is_as_its_schema_promises(project: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    answer = json.loads(scan(project, "json").stdout)
    jsonschema.validate(answer, schema)
    first, second, third, fourth = answer["call_sites"]
    assert first["resolved_names"] == ["acme/small", "acme/large"]
    assert (first["line"], first["revision_kind"]) == (8, "commit")
    assert (second["resolution_status"], second["trusts_remote_code"]) == ("parameter", True)
    assert third["resolution_status"] == "local_path"
    assert (fourth["path"], fourth["is_test_path"]) == ("tests/test_app.py", True)
    assert [file["path"] for file in answer["files"]] == ["old.py"]
    assert "Python 2" in answer["files"][0]["reason"]
    assert answer["scan"]["call_site_count"] == len(answer["call_sites"])


def test_every_field_of_the_schema_is_described() -> None:
    def undescribed(name: str, part: dict[str, Any]) -> list[str]:
        found = [] if "description" in part or not name else [name]
        for key, inner in part.get("properties", {}).items():
            found += undescribed(key, inner)
        return found + (undescribed("", part["items"]) if "items" in part else [])

    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert [n for n in undescribed("", schema) if n not in ("scan", "call_sites", "files")] == []


def test_csv_has_a_line_for_each_name_and_for_each_call_without_one(project: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(scan(project, "csv").stdout)))
    assert [(row["line"], row["resolved_name"]) for row in rows] == [
        ("8", "acme/small"),
        ("8", "acme/large"),
        ("9", ""),
        ("10", ""),
        ("2", "acme/small"),
    ]


def test_the_table_says_where_what_how_and_whether_pinned(
    project: Path, tmp_path: Path, run_ptm: Command
) -> None:
    text = run_ptm("scan", project, data_dir=tmp_path / "data").stdout
    assert "app.py:8" in text
    assert "commit 0123456789" in text
    assert "trusts remote code" in text
    assert "parameter `name` of `load` at line 7" in text
    # markup in scanned code is text
    assert "acme/[bold]small" in text
    assert "1 of 2" in text
    assert "4 call sites in 2 files; 2 name 2 PTMs" in text
    assert "failed: old.py: Python 2" in text


@pytest.mark.parametrize(
    ("path", "is_test"),
    [
        ("tests/a.py", True),
        ("pkg/Tests/a.py", True),
        ("pkg/test_a.py", True),
        ("pkg/a_test.py", True),
        ("conftest.py", True),
        ("pkg/contest.py", False),
        ("pkg/attest.py", False),
        ("testing_data/latest/a.py", False),
    ],
)
def test_a_test_is_known_by_its_name_or_folder(path: str, is_test: bool) -> None:
    assert is_test_path(path) is is_test


def test_a_copy_of_a_library_is_known_by_its_layout_and_not_by_its_name_alone() -> None:
    paths = ["src/transformers/modeling_utils.py", "src/transformers/models/bert.py"]
    copies = VendoredPaths(paths, "me/app")
    assert copies.reason("src/transformers/models/bert.py") == (
        "copy of transformers, by its modeling_utils.py"
    )
    assert copies.reason("src/app.py") is None
    assert VendoredPaths(paths, "huggingface/transformers").reason(paths[1]) is None
    assert VendoredPaths(["transformers/train.py"], "").reason("transformers/train.py") is None
    assert VendoredPaths([], "").reason("third_party/x/a.py") == "in a folder `third_party`"
