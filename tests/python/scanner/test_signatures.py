from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

import pytest

from ingestion.errors import PtmError
from ingestion.scanner.signatures import SEEDS, load_signatures

if TYPE_CHECKING:
    from pathlib import Path

NO_PYTHON_NAMES = {"swedish-spacy-pipeline", "skills-experiences-ner", "dataset-references"}
NO_PTMS = {"test123", "test_meta"}
BUNDLES = {"torchaudio": "torchaudio.pipelines", "torchtext": "torchtext.models"}


def test_each_signature_says_where_its_name_is() -> None:
    for row in load_signatures().rows:
        where = f"{row.import_path} {row.callable}"
        assert all(part.isidentifier() for part in row.import_path.split(".")), where
        assert all(part == "*" or part.isidentifier() for part in row.parts), where
        assert "*" not in row.parts[-1], where
        if row.names_from in ("callable", "module"):
            assert row.name_template, where
            assert not row.id_arguments, where
        else:
            assert row.id_arguments, where
            assert row.name_template.count("{}") == bool(row.name_template), where
        if row.needs_prefix:
            assert row.id_prefixes, where


def test_each_signature_matches_its_own_callable_and_no_other_module() -> None:
    signatures = load_signatures()
    for row in signatures.rows:
        parts = tuple("Anything" if part == "*" else part for part in row.parts)
        dotted = (*row.import_path.split("."), *parts)
        assert row in signatures.matching(dotted), row
        assert not row.matches(("elsewhere", *dotted)), row
        assert not row.matches((f"{dotted[0]}x", *dotted[1:])), row


def test_the_more_exact_signature_wins() -> None:
    (row,) = load_signatures().matching(("peft", "PeftModel", "from_pretrained"))
    assert (row.callable, row.id_position) == ("PeftModel.from_pretrained", 1)
    (row,) = load_signatures().matching(("peft", "tuners", "LoraConfig", "from_pretrained"))
    assert (row.callable, row.id_position) == ("*.from_pretrained", 0)


@pytest.mark.real_data
def test_every_call_that_peatmoss_looked_for_has_a_signature(shared_data: Path) -> None:
    signatures = load_signatures()
    known = {(row.import_path.partition(".")[0], row.parts[-1]) for row in signatures.rows}
    builders = {(row.import_path, row.parts[0]) for row in signatures.rows}
    path = shared_data / "peatmoss" / "reuse_signatures.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    missing = []
    for row in rows:
        library, method = row["import_identifier"], row["method"].rpartition(".")[2]
        if library in NO_PYTHON_NAMES | NO_PTMS:
            continue
        if library in BUNDLES:
            found = (BUNDLES[library], method) in builders
        elif method.startswith("quantized_"):
            name = method.removeprefix("quantized_")
            found = ("torchvision.models.quantization", name) in builders
        else:
            found = (library, method) in known
        if not found:
            missing.append((library, method))
    assert len(rows) == 474
    # neither library has a function of this name: `*.from_pretrained` and `hf_hub_download` are it
    assert set(missing) == {("huggingface_hub", "load"), ("fairseq", "load")}


@pytest.mark.parametrize(("column", "value"), [("names_from", "guess"), ("id_position", "first")])
def test_a_row_that_is_no_signature_is_named_with_its_line(
    tmp_path: Path, column: str, value: str
) -> None:
    shutil.copytree(SEEDS, tmp_path / "reuse")
    file = tmp_path / "reuse" / "reuse_signatures.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    rows[1][column] = value
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(PtmError, match=r"Line 3 of .*reuse_signatures\.csv is no signature"):
        load_signatures(tmp_path / "reuse")


def test_a_folder_without_the_seed_is_named(tmp_path: Path) -> None:
    with pytest.raises(PtmError, match="does not exist"):
        load_signatures(tmp_path)
