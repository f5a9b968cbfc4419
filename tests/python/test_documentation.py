"""Everything that a reader of the docs page meets is described, and nothing else is."""

from __future__ import annotations

from typing import Any

Artifact = dict[str, Any]

# what dlt adds to a table of ours, for its own bookkeeping
DLT_COLUMNS = ("_dlt_id", "_dlt_load_id")


def test_every_relation_and_column_is_described(manifest: Artifact) -> None:
    relations = described_relations(manifest)
    assert relations

    without = [name(relation) for relation in relations if not relation["description"].strip()]
    without += [
        f"{name(relation)}.{column['name']}"
        for relation in relations
        for column in relation["columns"].values()
        if not column["description"].strip()
    ]

    assert not without


def test_the_columns_that_are_described_are_the_columns_there_are(
    manifest: Artifact, catalog: Artifact
) -> None:
    built = catalog["nodes"] | catalog["sources"]

    differences = []
    for relation in described_relations(manifest):
        if relation["unique_id"] not in built:
            differences.append(f"{name(relation)} was not built")
            continue
        described = {column.lower() for column in relation["columns"]}
        real = {column.lower() for column in built[relation["unique_id"]]["columns"]}
        real -= set(DLT_COLUMNS) - described
        differences += [
            f"{name(relation)}.{column} is not described" for column in real - described
        ]
        differences += [f"{name(relation)}.{column} is not there" for column in described - real]

    assert not sorted(differences)


def test_every_macro_and_its_arguments_are_described(manifest: Artifact) -> None:
    macros = [
        macro
        for macro in manifest["macros"].values()
        if macro["package_name"] == manifest["metadata"]["project_name"]
        # an engine's own form of a macro is described where the macro itself is
        and not macro["name"].startswith(("default__", "duckdb__", "spark__"))
    ]
    assert macros

    without = [macro["name"] for macro in macros if not macro["description"].strip()]
    without += [
        f"{macro['name']}({argument['name']})"
        for macro in macros
        for argument in macro["arguments"]
        if not argument["description"].strip()
    ]

    assert not without


def test_unit_tests_singular_tests_analyses_and_exposures_say_what_they_are_for(
    manifest: Artifact,
) -> None:
    ours = [*manifest["unit_tests"].values(), *manifest["exposures"].values()]
    ours += [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "analysis"
        or (node["resource_type"] == "test" and "test_metadata" not in node)
    ]

    assert [node["name"] for node in ours if not node["description"].strip()] == []


def described_relations(manifest: Artifact) -> list[Artifact]:
    nodes = [
        node for node in manifest["nodes"].values() if node["resource_type"] in {"model", "seed"}
    ]
    return [*nodes, *manifest["sources"].values()]


def name(relation: Artifact) -> str:
    return f"{relation['resource_type']} {relation['name']}"
