"""The fictional sample: repeatable, true to real shapes, and holding every trap it promises."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from ingestion.errors import PtmError
from ingestion.sample import DAY_FOLDERS, SampleSummary, planted, write_sample
from ingestion.sample.code import USES

if TYPE_CHECKING:
    from pathlib import Path

VOLATILE = {"downloads", "downloadsAllTime", "likes", "trendingScore"}
Record = dict[str, Any]


@dataclass
class Sample:
    """A written sample, read back from its files alone."""

    summary: SampleSummary
    models: list[list[Record]]
    datasets: list[list[Record]]

    def read(self, name: str) -> Any:
        return json.loads((self.summary.folder / name).read_bytes())

    def model(self, name: str, day: int = 0) -> Record:
        (record,) = [record for record in self.models[day] if record["id"] == name]
        return record

    def names(self, day: int) -> set[str]:
        return {record["id"] for record in self.models[day]}

    def parents(self, day: int) -> dict[str, list[str]]:
        """Names of the parents that the hub resolved."""
        return {
            record["id"]: [parent["id"] for parent in record["baseModels"]["models"]]
            for record in self.models[day]
            if "baseModels" in record
        }


def written(folder: Path, ptms: int, seed: int) -> Sample:
    summary = write_sample(folder, ptms, seed)
    days = [folder / day for day in DAY_FOLDERS]
    return Sample(
        summary,
        [json.loads((day / "models_listing.json").read_bytes()) for day in days],
        [json.loads((day / "datasets_listing.json").read_bytes()) for day in days],
    )


@pytest.fixture(scope="module", params=[(2000, 1), (100, 7)], ids=["default", "smallest"])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return written(tmp_path_factory.mktemp("sample"), *request.param)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str) and text]


def tagged(record: Record, prefix: str) -> list[str]:
    return [tag.removeprefix(prefix) for tag in record["tags"] if tag.startswith(prefix)]


# --- repeatable, and of the size that was asked for


def test_same_arguments_write_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    here, there, other = tmp_path / "here", tmp_path / "there", tmp_path / "other"
    write_sample(here, 300, 5)
    code = (
        "import pathlib, sys, ingestion.sample\n"
        "ingestion.sample.write_sample(pathlib.Path(sys.argv[1]), 300, 5)"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(there)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Pacific/Auckland"},
    )
    assert digests(here) == digests(there)
    write_sample(other, 300, 6)
    # the few cards of PyTorch Hub and the source code are in every sample
    shared = ("pytorch_hub", "repositories/", "github_detailed")
    of_one_seed, of_another = (
        {digest for path, digest in digests(folder).items() if not path.startswith(shared)}
        for folder in (here, other)
    )
    assert of_one_seed.isdisjoint(of_another)


def test_the_sample_has_the_size_that_was_asked_for(sample: Sample) -> None:
    summary = sample.summary
    asked = len(sample.models[0])
    assert summary.ptms_listed == tuple(len(day) for day in sample.models)
    assert summary.datasets_listed == tuple(len(day) for day in sample.datasets)
    assert asked in (2000, 100)
    repositories = {name.lower() for name in sample.read("mappings.json")}
    assert summary.repositories == len(repositories) == asked // 5
    assert len(sample.datasets[0]) == asked // 6
    assert 0.95 * asked < len(sample.models[1]) < 1.05 * asked


def test_a_sample_without_room_for_its_traps_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PtmError, match="at least 100"):
        write_sample(tmp_path / "sample", 99)
    assert not (tmp_path / "sample").exists()


def test_above_20_000_ptms_the_listings_are_json_lines(tmp_path: Path) -> None:
    summary = write_sample(tmp_path, 20_001, 1)
    for number, day in enumerate(DAY_FOLDERS):
        folder = tmp_path / day
        assert sorted(path.name for path in folder.iterdir()) == [
            "datasets_listing.jsonl",
            "details.jsonl",
            *(["github.jsonl"] if number else []),
            "models_listing.jsonl",
            "papers.jsonl",
            "renames.json",
            "spaces_listing.jsonl",
        ]
        with (folder / "models_listing.jsonl").open() as lines:
            names = [json.loads(line)["id"] for line in lines]
        assert len(names) == len(set(names)) == summary.ptms_listed[number]
    assert summary.ptms_listed[0] == 20_001
    # a smaller sample in the same folder leaves no listing of the larger one behind
    write_sample(tmp_path, 100, 1)
    assert not list(tmp_path.rglob("*_listing.jsonl"))


# --- the summary agrees with the files


def test_the_summary_counts_what_two_listings_show(sample: Sample) -> None:
    summary = sample.summary
    first, second = ({r["_id"]: r["id"] for r in day} for day in sample.models)
    both = first.keys() & second.keys()
    assert summary.ptms_removed == len(first.keys() - second.keys()) > 0
    assert summary.ptms_created == len(second.keys() - first.keys()) > 0
    assert summary.ptms_renamed == sum(first[key] != second[key] for key in both) > 0
    last_names = set(second.values()) | {first[key] for key in first.keys() - second.keys()}
    assert summary.ptm_names == len(last_names)
    gone = {first[key] for key in first.keys() - second.keys()}
    assert summary.ptms_removed_by_name == len(gone - set(second.values()))
    datasets = [{r["_id"]: r["id"] for r in day} for day in sample.datasets]
    assert summary.datasets_renamed == 1
    assert {datasets[1][key] for key in datasets[0].keys() & datasets[1].keys()} - set(
        datasets[0].values()
    ) == {planted.RENAMED_DATASET}


def test_names_resolve_to_the_counted_mappings_by_the_rules_of_identity(sample: Sample) -> None:
    """Resolves every mapped name from the files: exact, `_id`, rename list, case, bare name."""
    first, second = ({r["_id"]: r["id"] for r in day} for day in sample.models)
    last_names = {**first, **second}
    current = set(last_names.values())
    by_id = {name: last_names[key] for key, name in first.items()}
    renames = sample.read("ptm_renames.json")
    by_case, by_tail = defaultdict(set), defaultdict(set)
    for name in current:
        by_case[name.lower()].add(name)
        if "/" in name:
            by_tail[name.partition("/")[2]].add(name)
    found: Counter[str] = Counter()

    def resolve(text: str) -> str:
        if text in current:
            found["exact"] += 1
            return text
        if text in by_id:
            found["native_id"] += 1
            return by_id[text]
        if text in renames:
            found["renamed"] += 1
            target = renames[text]
            return by_id.get(target, target)
        for how, candidates in (("case", by_case[text.lower()]), ("unqualified", by_tail[text])):
            if len(candidates) == 1:
                found[how] += 1
                return next(iter(candidates))
        found["not_found"] += 1
        return text

    mappings = sample.read("mappings.json")
    pairs = {(repo.lower(), resolve(name)) for repo, names in mappings.items() for name in names}
    # what the source code adds, which names PTMs by their last names
    pairs |= {(repo.lower(), name) for repo, name in USES}
    summary = sample.summary
    assert summary.mapping_rows == sum(len(names) for names in mappings.values())
    assert summary.mappings == len(pairs) < summary.mapping_rows
    assert summary.mapped_ptms == len({ptm for _, ptm in pairs})
    assert summary.mapped_ptms_not_listed == len({ptm for _, ptm in pairs} - current)
    assert min(found[how] for how in ("exact", "native_id", "renamed", "case", "unqualified")) > 0


def test_the_list_that_states_licenses_says_what_the_cards_of_both_days_say(sample: Sample) -> None:
    scanned = sample.read("scancode_licenses.json")
    listed = sample.read("mappings.json")
    by_repository = {name.lower(): set(ptms) for name, ptms in listed.items()}
    cards = [
        {
            record["id"]: [tag for tag in record["tags"] if tag.startswith("license:")]
            for record in day
        }
        for day in sample.models
    ]
    with (sample.summary.folder / "licensed_mappings.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == sample.summary.licensed_mapping_rows > 0
    for row in rows:
        assert row["repository"] in scanned
        assert row["ptm"] in by_repository[row["repository"].lower()]
        for day in cards:
            tags = day[row["ptm"]]
            assert f"license:{row['license']}" in tags if row["license"] else not tags


def test_the_summary_counts_repositories_that_no_license_list_names(sample: Sample) -> None:
    mapped = {name.lower() for name in sample.read("mappings.json")}
    github = {name.lower() for name in sample.read("repository_licenses.json")}
    scancode = {name.lower() for name in sample.read("scancode_licenses.json")}
    summary = sample.summary
    assert summary.repositories_without_github_license == len(mapped - github) > 0
    assert summary.repositories_without_any_license_entry == len(mapped - github - scancode) > 0
    assert github - mapped == {name.lower() for name in planted.UNMAPPED_REPOSITORIES}


# --- two days


def test_what_a_day_does_not_change_is_repeated_to_the_byte(sample: Sample) -> None:
    """Else every PTM would get a new version on day 2."""
    second = {record["_id"]: record for record in sample.models[1]}
    fixed = [
        [json.dumps({k: v for k, v in r.items() if k not in VOLATILE}) for r in pair]
        for record in sample.models[0]
        if (other := second.get(record["_id"])) and (pair := (record, other))
    ]
    changed = sum(one != other for one, other in fixed)
    assert 0 < changed < 0.2 * len(fixed)
    downloads = [
        (r["downloads"], second[r["_id"]]["downloads"])
        for r in sample.models[0]
        if r["_id"] in second
    ]
    assert sum(one != other for one, other in downloads) > len(downloads) / 4


def test_times_fit_the_days_and_the_ids(sample: Sample) -> None:
    back_filled = 0
    for day, observed_at in enumerate(sample.summary.observed_at):
        limit = f"{observed_at:%Y-%m-%dT%H:%M:%S}.000Z"
        for record in [*sample.models[day], *sample.datasets[day]]:
            assert record["createdAt"] <= record["lastModified"] <= limit
            seconds = int(record["_id"][:8], 16)
            created = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            assert record["createdAt"] == created
            back_filled += record["createdAt"] == "2022-03-02T23:29:04.000Z"
        for listing in (sample.models[day], sample.datasets[day]):
            assert len({r["_id"] for r in listing}) == len({r["id"] for r in listing})
            assert len({r["id"] for r in listing}) == len(listing)
    assert back_filled > 0.2 * sum(map(len, sample.models))


def test_names_move_between_the_days(sample: Sample) -> None:
    ids = [{r["id"]: r["_id"] for r in day} for day in sample.models]
    assert planted.REMOVED in ids[0]
    assert planted.REMOVED not in ids[1]
    for old, new in (planted.RENAMED, planted.MOVED_OWNER, planted.BARE_NAME):
        assert ids[0][old] == ids[1][new]
        assert old not in ids[1]
    assert ids[0][planted.FREED_NAME] == ids[1][planted.FREED_NAME_LEFT_FOR]
    assert ids[0][planted.FREED_NAME] != ids[1][planted.FREED_NAME]
    assert ids[0][planted.RECREATED_NAME] != ids[1][planted.RECREATED_NAME]
    assert "author" not in sample.model(planted.BARE_NAME[0])
    one, other = planted.CASE_TWINS
    assert one.lower() == other.lower()
    assert {one, other} <= sample.names(0) & sample.names(1)


def test_redirects_lead_from_unused_names_to_names_of_that_day(sample: Sample) -> None:
    for day, folder in enumerate(DAY_FOLDERS):
        redirects = sample.read(f"{folder}/renames.json")
        for entity, listing in (("models", sample.models), ("datasets", sample.datasets)):
            names = {record["id"] for record in listing[day]}
            assert redirects[entity]
            assert names.issuperset(redirects[entity].values())
            assert names.isdisjoint(redirects[entity])
    models = sample.read("day-2/renames.json")["models"]
    assert models[planted.RENAMED[0]] == planted.RENAMED[1]
    assert models[planted.BARE_NAME[0]] == planted.BARE_NAME[1]
    # the list of others still has what the hub no longer redirects
    assert sample.read("ptm_renames.json")[planted.FREED_NAME] == planted.FREED_NAME_LEFT_FOR


# --- lineage


def test_tags_and_base_models_name_the_same_resolved_parents(sample: Sample) -> None:
    relations = Counter[str]()
    for day in (0, 1):
        listed = {record["_id"]: record["id"] for record in sample.models[day]}
        for record in sample.models[day]:
            resolved = record.get("baseModels")
            tags = tagged(record, "base_model:")
            if resolved is None:
                assert not tags
                continue
            names = [parent["id"] for parent in resolved["models"]]
            assert names == [listed[parent["_id"]] for parent in resolved["models"]]
            relation = resolved["relation"]
            assert tags == [t for n in names for t in (n, f"{relation}:{n}")]
            relations[relation] += 1
    assert set(relations) == {"finetune", "adapter", "quantized", "merge"}


def test_lineage_has_its_traps(sample: Sample) -> None:
    parents = sample.parents(0)
    assert parents[planted.SELF_LOOP] == [planted.SELF_LOOP]
    north, east, west = planted.CYCLE
    assert (parents[north], parents[east], parents[west]) == ([west], [north], [east])
    assert len(parents[planted.MERGE_OF_47]) == 47
    assert planted.CHILD_OF_UNLISTED not in parents
    card = sample.model(planted.CHILD_OF_UNLISTED)["cardData"]
    assert strings(card["base_model"]) == [planted.UNLISTED_PARENT]
    assert planted.UNLISTED_PARENT not in sample.names(0) | sample.names(1)
    for child in planted.CHAIN[1:]:
        assert parents[child]


def test_a_chain_drops_and_replaces_a_llama_license(sample: Sample) -> None:
    parents = sample.parents(0)
    base, tune, merge, lora, gguf = planted.CHAIN
    assert (parents[gguf], parents[lora], set(parents[merge])) == ([tune], [merge], {tune, base})
    assert parents[tune] == [base]
    declared = [tagged(sample.model(name), "license:") for name in planted.CHAIN]
    assert declared == [["llama3.1"], [], ["mit"], [], ["mit"]]


def test_a_card_keeps_the_old_name_of_a_renamed_parent(sample: Sample) -> None:
    old, new = planted.RENAMED
    for child, day, declared, resolved in (
        (planted.CHILD_OF_RENAMED, 0, planted.RENAMED_PARENT_FORMERLY, [planted.RENAMED_PARENT]),
        (planted.CHILD_OF_RENAMED_LATER, 0, old, [old]),
        (planted.CHILD_OF_RENAMED_LATER, 1, old, [new]),
        (planted.CHILD_OF_REMOVED, 0, planted.REMOVED, [planted.REMOVED]),
        (planted.CHILD_OF_REMOVED, 1, planted.REMOVED, None),
    ):
        assert strings(sample.model(child, day)["cardData"]["base_model"]) == [declared]
        assert sample.parents(day).get(child) == resolved


# --- cards and licenses


def test_license_tags_follow_the_card(sample: Sample) -> None:
    forms = Counter[str]()
    for record in sample.models[0]:
        card = record.get("cardData", {})
        assert tagged(record, "license:") == strings(card.get("license"))
        forms[type(card.get("license")).__name__] += 1
    assert {"str", "list", "NoneType"} <= forms.keys()
    assert tagged(sample.model(planted.TWO_LICENSES), "license:") == ["mit", "apache-2.0"]
    one, other = (sample.model(planted.LICENSE_CHANGED, day) for day in (0, 1))
    assert (one["cardData"]["license"], other["cardData"]["license"]) == ("mit", "cc-by-nc-4.0")
    assert one["sha"] != other["sha"]
    assert one["lastModified"] < other["lastModified"]


@pytest.mark.parametrize(
    "tag",
    ["mit", "apache-2.0", "cc0-1.0", "gpl-3.0", "agpl-3.0", "lgpl-3.0", "mpl-2.0", "cc-by-4.0",
     "cc-by-sa-4.0", "cc-by-nc-4.0", "cc-by-nc-nd-4.0", "creativeml-openrail-m", "openrail++",
     "openrail", "llama2", "llama3.1", "gemma", "other", "unknown", "cc", "gpl", "bsd"],
)  # fmt: skip
def test_every_kind_of_license_has_its_specimen(sample: Sample, tag: str) -> None:
    record = sample.model(planted.specimen(tag))
    assert tagged(record, "license:") == [tag]
    assert "license_name" not in record["cardData"]


def test_the_license_that_no_vocabulary_has_is_declared_once(sample: Sample) -> None:
    for day in sample.models:
        declaring = [r["id"] for r in day if "license:sunbeam-1.0" in r["tags"]]
        assert declaring == [planted.NEW_LICENSE]


def test_cards_have_their_traps(sample: Sample) -> None:
    hostile = sample.model(planted.HOSTILE_CARD)
    text = json.dumps(hostile, ensure_ascii=False)
    assert all(bit in text for bit in ("{{ 7*7 }}", "<script>", "drop table", "模型", "\u202e"))
    assert len(json.dumps(sample.model(planted.TAG_HOARDER)["tags"])) > 10_000
    card = sample.model(planted.E_MAIL_CARD)["cardData"]
    assert card["contact_email"] == "someone@example.invalid"
    assert card["authors"][0]["e-mail"].endswith("@example.invalid")
    assert sample.model(planted.NORWEGIAN)["cardData"]["language"] is False
    assert sample.model(planted.CAPITAL_CARD_KEYS)["cardData"]["License"] == "mit"
    assert sample.model(planted.EMPTY_CARD_FIELDS)["cardData"]["base_model"] == []


def test_cardless_ptms_have_nothing_that_a_card_gives(sample: Sample) -> None:
    cardless = [record for record in sample.models[0] if "cardData" not in record]
    assert planted.CARDLESS in {record["id"] for record in cardless}
    for record in cardless:
        assert "baseModels" not in record
        assert not [t for t in record["tags"] if t.startswith(("license:", "dataset:"))]
        assert {"rfilename": "README.md"} not in record.get("siblings", [])


def test_access_is_limited_where_planted(sample: Sample) -> None:
    assert sample.model(planted.GATED_AUTO)["gated"] == "auto"
    assert sample.model(planted.GATED_MANUAL)["gated"] == "manual"
    assert sample.model(planted.DISABLED)["disabled"] is True
    assert not any(record["private"] for day in sample.models for record in day)


def test_the_default_sample_has_the_spread_of_the_hub(tmp_path: Path) -> None:
    sample = written(tmp_path, 2000, 1)
    models = sample.models[0]
    owners = Counter(record.get("author") for record in models)
    assert len(owners) > 200
    assert sum(count for _, count in owners.most_common(20)) > len(models) / 4
    downloads = sorted(record["downloads"] for record in models)
    assert downloads[1000] < 100
    assert downloads[-20] > 10_000
    for field in ("base_model", "datasets", "language", "license"):
        kinds = {type(r["cardData"][field]) for r in models if field in r.get("cardData", {})}
        assert kinds >= {str, list}
    terms = {r["cardData"].get("license_name") for r in models if "license:other" in r["tags"]}
    assert terms == {None, "tongyi-qianwen", "falcon-llm-license", "quillbyte-community"}
    safetensors = [record["safetensors"] for record in models if "safetensors" in record]
    assert {"parameters" in weights for weights in safetensors} == {True, False}
    assert any("gguf" in record for record in models)
    assert all(
        any(key not in record for record in models)
        for key in ("pipeline_tag", "library_name", "config", "siblings", "usedStorage", "author")
    )
    listed = {record["id"] for record in sample.datasets[0]}
    named = {name for record in models for name in tagged(record, "dataset:")}
    renamed = sample.read("day-1/renames.json")["datasets"].keys()
    assert named & listed
    assert named & renamed
    assert named & set(planted.UNLISTED_DATASETS)
    assert listed.isdisjoint(planted.UNLISTED_DATASETS)
    assert any(tag.startswith("arxiv:") for record in models for tag in record["tags"])


# --- repositories


def test_mappings_meet_every_verdict(sample: Sample) -> None:
    """Pairs of a PTM's tag and a repository's license, one for each answer a finding can give."""
    licenses = {r["id"]: tuple(tagged(r, "license:")) for r in sample.models[1]}
    github = sample.read("repository_licenses.json")
    absent = "no entry"
    pairs = {
        (licenses.get(ptm), github.get(repository, absent))
        for repository, ptms in sample.read("mappings.json").items()
        for ptm in ptms
    }
    assert pairs >= {
        (("apache-2.0",), "MIT"),  # compatible
        (("gpl-3.0",), "AGPL-3.0"),  # review
        (("gpl-3.0",), "MIT"),  # incompatible, as the next two
        (("cc-by-nc-4.0",), "Apache-2.0"),
        (("agpl-3.0",), "MIT"),
        (("creativeml-openrail-m",), "MIT"),
        ((), "MIT"),  # no license upstream
        (("mit",), None),  # no license downstream
        (("other",), "MIT"),  # unknown, as the next two
        (("mit",), "NOASSERTION"),
        (("mit",), absent),
    }


def test_lists_disagree_where_planted(sample: Sample) -> None:
    github, scancode = (
        sample.read("repository_licenses.json"),
        sample.read("scancode_licenses.json"),
    )
    assert (github["Harbour-Tools/Two-Opinions"], scancode["Harbour-Tools/Two-Opinions"]) == (
        "MIT",
        ["gpl-3.0-plus"],
    )
    assert scancode["Harbour-Tools/Unnamed-Terms"] == ["proprietary-license"]
    assert "Harbour-Tools/ScanCode-Only" not in github
    assert {1, 2} <= {len(keys) for keys in scancode.values() if keys}
    assert None in scancode.values()
    assert "lamplighter-labs/camelcase-licensed" in github


def test_one_repository_tries_everything_and_one_has_two_keys(sample: Sample) -> None:
    mappings = sample.read("mappings.json")
    assert len(set(mappings[planted.HUB_REPOSITORY])) >= 60
    one, other = planted.CASE_REPOSITORIES
    assert {one, other} <= mappings.keys()
    assert set(mappings[one]) & set(mappings[other])


# --- against real data


def kind(value: object) -> str:
    return (
        "number"
        if isinstance(value, int | float) and not isinstance(value, bool)
        else type(value).__name__
    )


def test_types_are_those_of_the_real_hub(sample: Sample, shared_data: Path) -> None:
    folder = shared_data / "huggingface"
    exchanges = map(json.loads, (folder / "recorded_exchanges.jsonl").read_text().splitlines())
    bodies = [
        e["body"] for e in exchanges if isinstance(e["body"], dict) and "/models/" in e["uri"]
    ]
    dump = duckdb.sql(
        f"select to_json(row) as r from '{folder / 'hub_stats_sample.parquet'}' as row"
    ).fetchall()
    structured = ("baseModels", "safetensors", "downloadsAllTime", "trendingScore", "tags")
    rows = [{key: json.loads(row)[key] for key in structured} for (row,) in dump]
    real_models = [*json.loads((folder / "models_listing.json").read_bytes()), *bodies, *rows]
    real_datasets = json.loads((folder / "datasets_listing.json").read_bytes())
    for real, ours in ((real_models, sample.models), (real_datasets, sample.datasets)):
        seen = defaultdict(set)
        for record in real:
            for key, value in record.items():
                seen[key].add(kind(value))
        for record in [*ours[0], *ours[1]]:
            for key, value in record.items():
                assert key not in seen or kind(value) in seen[key], (record["id"], key)
    relations = {row["baseModels"]["relation"] for row in rows if row["baseModels"]}
    ours = [record["baseModels"] for record in sample.models[0] if "baseModels" in record]
    assert {base["relation"] for base in ours} == relations
    assert {tuple(sorted(parent)) for base in ours for parent in base["models"]} == {("_id", "id")}


def test_licenses_and_tasks_are_real_words(sample: Sample, shared_data: Path) -> None:
    with (shared_data / "licenses" / "hf_license_crosswalk.csv").open() as lines:
        vocabulary = {row["hf_tag"] for row in csv.DictReader(lines)}
    tags = {tag for record in sample.models[0] for tag in tagged(record, "license:")}
    assert tags - vocabulary == {"sunbeam-1.0"}
    mappings = shared_data / "mappings"
    real = set(json.loads((mappings / "repository_licenses.json").read_bytes()).values())
    assert set(sample.read("repository_licenses.json").values()) - real <= {None}
    scanned = json.loads((shared_data / "peatmoss" / "all_gh_licenses.json").read_bytes())
    keys = {key for found in scanned.values() for key in found or []}
    assert {
        key for found in sample.read("scancode_licenses.json").values() for key in found or []
    } <= keys
    listing = json.loads((shared_data / "huggingface" / "models_listing.json").read_bytes())
    tasks = {record.get("pipeline_tag") for record in listing}
    assert {record.get("pipeline_tag") for record in sample.models[0]} <= tasks


def test_nobody_of_the_real_world_appears(sample: Sample, shared_data: Path) -> None:
    folder = shared_data / "huggingface"
    real = set()
    for listing in ("models_listing.json", "datasets_listing.json"):
        real |= {record["id"] for record in json.loads((folder / listing).read_bytes())}
    with gzip.open(folder / "radar_2026-08-19.jsonl.gz") as lines:
        real |= {json.loads(line)["id"] for line in lines}
    rows = duckdb.sql(f"select id from '{folder / 'hub_stats_sample.parquet'}'").fetchall()
    real |= {name for (name,) in rows}
    real |= json.loads((shared_data / "mappings" / "repository_ptms.json").read_bytes()).keys()
    owners = {name.partition("/")[0].lower() for name in real if "/" in name}
    names = {record["id"] for day in [*sample.models, *sample.datasets] for record in day}
    mappings = sample.read("mappings.json")
    names |= mappings.keys() | {ptm for ptms in mappings.values() for ptm in ptms}
    ours = {name.partition("/")[0].lower() for name in names if "/" in name}
    assert len(owners) > 5000
    assert ours.isdisjoint(owners)
