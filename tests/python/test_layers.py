"""The rooms of the warehouse: who may read whom, what things are called, what a mart promises.

The rules are those of the design's table of folders; dbt's manifest says what is really so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import PurePosixPath
from typing import Any

Node = dict[str, Any]
Manifest = dict[str, Any]

# layer → the layers that it may read. A staging model reads its own source, or unnests another
# staging model of that source. Facts do not read facts: what two of them share is an
# intermediate model, so that no finding depends on how another fact was laid out.
READS = {
    "seeds": set(),
    "staging": {"sources", "staging"},
    "intermediate": {"staging", "intermediate", "seeds"},
    "core": {"staging", "intermediate", "seeds", "core"},
    "supply_chain": {"staging", "intermediate", "seeds", "core"},
    "reports": {"core", "supply_chain", "reports"},
    "peatmoss": {"core", "supply_chain", "reports", "peatmoss", "intermediate"},
    "analyses": {"core", "supply_chain", "reports"},
}

NAMES = {
    "staging": r"stg_{folder}__[a-z0-9_]+s",
    "intermediate": r"int_[a-z0-9_]+_[a-z]+",
    "core": r"(dim|bridge)_[a-z0-9_]+s",
    "supply_chain": r"fct_([a-z0-9_]+s|ptm_lineage)",  # lineage has no plural
    "reports": r"rpt_[a-z0-9_]+",
    "peatmoss": r"[a-z0-9_]+",
}

AREAS = {"identity", "catalogue", "details", "licensing", "lineage", "reuse", "history"}

MARTS = {"core", "supply_chain", "reports"}

MOST_PARENTS = 7


def test_every_edge_follows_the_order_of_the_layers(manifest: Manifest) -> None:
    against = [
        f"{layer_of(node)} {node['name']} reads {layer_of(parent)} {parent['name']}"
        for node in [*nodes(manifest, "model"), *nodes(manifest, "analysis")]
        for parent in parents(manifest, node)
        if layer_of(parent) not in READS[layer_of(node)]
    ]

    assert not against


def test_staging_reads_one_relation_and_only_of_its_own_source(manifest: Manifest) -> None:
    against = []
    for model in nodes(manifest, "model"):
        if layer_of(model) != "staging":
            continue
        reads = parents(manifest, model)
        if len(reads) != 1:
            against.append(f"{model['name']} reads {len(reads)} relations; staging never joins")
        against += [
            f"{model['name']} of {folder_of(model)} reads {parent['name']} of {source_of(parent)}"
            for parent in reads
            if source_of(parent) != folder_of(model)
        ]

    assert not against


def test_no_model_has_more_parents_than_a_reader_can_hold(manifest: Manifest) -> None:
    crowded = {
        model["name"]: len(parents(manifest, model))
        for model in nodes(manifest, "model")
        if len(parents(manifest, model)) > MOST_PARENTS
    }

    assert not crowded


def test_models_are_named_and_documented_by_the_convention_of_their_folder(
    manifest: Manifest,
) -> None:
    against = []
    for model in nodes(manifest, "model"):
        layer, folder = layer_of(model), folder_of(model)
        pattern = NAMES[layer].format(folder=folder)
        if not re.fullmatch(pattern, model["name"]):
            against.append(f"{model['name']} in {layer} is not called {pattern}")
        if layer == "intermediate" and folder not in AREAS:
            against.append(f"{model['name']} lies in {folder}, which is no area")
        properties = {
            "staging": f"_{folder}__models.yml",
            "intermediate": f"_int_{folder}__models.yml",
            "peatmoss": "_peatmoss__models.yml",
        }.get(layer, f"{model['name']}.yml")
        described_in = PurePosixPath((model["patch_path"] or "").split("://")[-1])
        if described_in != PurePosixPath(model["original_file_path"]).with_name(properties):
            against.append(f"{model['name']} is described in {described_in}, not {properties}")
    for source in manifest["sources"].values():
        expected = f"models/staging/{source['source_name']}/_{source['source_name']}__sources.yml"
        if source["original_file_path"] != expected:
            against.append(f"source {source['source_name']} is not declared in {expected}")

    assert not against


def test_singular_tests_read_as_statements(manifest: Manifest) -> None:
    names = [test["name"] for test in nodes(manifest, "test") if "test_metadata" not in test]

    assert [name for name in names if not name.startswith("assert_")] == []


def test_every_mart_is_a_public_contract_that_states_its_grain(manifest: Manifest) -> None:
    against = []
    for mart in marts(manifest):
        promises = {
            "no enforced contract": mart["contract"]["enforced"],
            "not public": mart["access"] == "public",
            "no group": mart["group"],
            "no meta.grain": mart["config"]["meta"].get("grain"),
            "no second sentence 'One row per'": re.search(
                r"\.\s+One row per ", mart["description"]
            ),
        }
        against += [f"{mart['name']}: {broken}" for broken, kept in promises.items() if not kept]

    assert not against


def test_every_mart_has_a_key_that_is_tested_unique_and_not_null(manifest: Manifest) -> None:
    keys: dict[str, list[set[str]]] = defaultdict(list)
    filled: dict[str, set[str]] = defaultdict(set)
    for test in generic_tests(manifest):
        match test["test_metadata"]["name"]:
            case "primary_key":
                keys[test["attached_node"]].append({test["column_name"]})
                filled[test["attached_node"]].add(test["column_name"])
            case "unique":
                keys[test["attached_node"]].append({test["column_name"]})
            case "unique_combination":
                columns = set(arguments_of(test)["columns"])
                keys[test["attached_node"]].append(columns)
                filled[test["attached_node"]] |= columns - set(
                    arguments_of(test).get("nullable", [])
                )
            case "not_null":
                filled[test["attached_node"]].add(test["column_name"])

    without = [
        mart["name"]
        for mart in marts(manifest)
        if not any(key <= filled[mart["unique_id"]] for key in keys[mart["unique_id"]])
    ]

    assert not without


def test_every_foreign_key_is_tested_against_its_dimension(manifest: Manifest) -> None:
    """A column called like a dimension's key, or ending so for its role, points there."""
    dimensions = {mart["unique_id"] for mart in marts(manifest) if mart["name"].startswith("dim_")}
    dimension_of = {
        test["column_name"]: test["attached_node"]
        for test in generic_tests(manifest)
        if test["test_metadata"]["name"] == "primary_key"
        and test["attached_node"] in dimensions
        and test["column_name"].endswith("_id")
    }
    related = {
        (test["attached_node"], test["column_name"], parent, arguments_of(test)["field"])
        for test in generic_tests(manifest)
        if test["test_metadata"]["name"] == "relationships"
        for parent in test["depends_on"]["nodes"]
    }
    assert dimension_of, "no dimension has a unique key"

    untested = [
        f"{mart['name']}.{column} is not tested against {key} of {dimension}"
        for mart in marts(manifest)
        for column in mart["columns"]
        for key, dimension in dimension_of.items()
        if f"_{column}".endswith(f"_{key}")
        and (mart["unique_id"], column) != (dimension, key)
        and (mart["unique_id"], column, dimension, key) not in related
    ]

    assert not untested


def nodes(manifest: Manifest, resource_type: str) -> list[Node]:
    found = manifest["nodes"].values()
    return [node for node in found if node["resource_type"] == resource_type]


def marts(manifest: Manifest) -> list[Node]:
    return [model for model in nodes(manifest, "model") if layer_of(model) in MARTS]


def parents(manifest: Manifest, node: Node) -> list[Node]:
    known = manifest["nodes"] | manifest["sources"]
    return [known[unique_id] for unique_id in node["depends_on"]["nodes"]]


def layer_of(node: Node) -> str:
    """The room that a node lies in, by its folder."""
    if node["resource_type"] == "source":
        return "sources"
    top, room, *inner = PurePosixPath(node["original_file_path"]).parts
    if top != "models":
        return top
    return inner[0] if room == "marts" else room


def folder_of(node: Node) -> str:
    return PurePosixPath(node["original_file_path"]).parent.name


def source_of(node: Node) -> str:
    name: str = node["source_name"] if node["resource_type"] == "source" else folder_of(node)
    return name


def generic_tests(manifest: Manifest) -> list[Node]:
    return [test for test in nodes(manifest, "test") if "test_metadata" in test]


def arguments_of(test: Node) -> dict[str, Any]:
    arguments: dict[str, Any] = test["test_metadata"]["kwargs"]
    return arguments
