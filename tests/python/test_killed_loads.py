"""Loads that are killed and run again leave what one clean run leaves."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from conftest import PROJECT, Command, raw_contents
from ingestion.config import DataFolder
from ingestion.loopback import HubData, LoopbackHub
from small_hub import made_details, made_model

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20240501
TOLD_COUNT = 6
MODELS = [
    {
        "_id": f"{number:024x}",
        "id": f"acme/m-{number}",
        "likes": number,
        "trendingScore": 0.5,
        "tags": ["license:mit" if number % 2 else "license:gpl-3.0"],
        "createdAt": "2024-01-01T00:00:00.000Z",
    }
    for number in range(TOLD_COUNT, 20)
] + [made_model(number) for number in range(TOLD_COUNT)]


@dataclass
class Loads:
    """Loads of one folder by processes that can be killed.

    Attributes:
        processes: see killable.py.
        hub: the hub that is listed.
        files: where the dump and the list lie.
        commands: what is run.
    """

    processes: subprocess.Popen[str]
    hub: LoopbackHub
    files: Path
    commands: list[list[str]]

    def only(self, name: str) -> Loads:
        return replace(self, commands=[line for line in self.commands if line[1] == name])

    def run(self, folder: DataFolder, **until: float) -> dict[str, Any]:
        """Runs them, to their end or until they are killed."""
        order = {
            "commands": self.commands,
            "environment": {
                "PTM_DATA_DIR": str(folder.root),
                "PTM_NOW": "2024-05-01T12:00:00",
                "HF_ENDPOINT": self.hub.url,
            },
            "log": str(self.files / "log"),
        } | until
        assert self.processes.stdin is not None
        assert self.processes.stdout is not None
        print(json.dumps(order), file=self.processes.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self.processes.stdout.readline())
        assert answer["status"] in ({0, -9} if until else {0}), (self.files / "log").read_text()
        return answer


DETAILS = "commits,commit-files,refs,discussions,files,cards,papers"


@pytest.fixture(scope="module")
def loads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loads]:
    """A listing, a dump and a list to load, each in several packages."""
    files = tmp_path_factory.mktemp("killed")
    (files / "models_listing.json").write_text(json.dumps(MODELS))
    dumped = [model | {"likes": 0, "sha": "a" * 40} for model in MODELS]
    (files / "dump.jsonl").write_text("".join(json.dumps(model) + "\n" for model in dumped))
    names = [model["id"] for model in MODELS]
    mappings = {f"birch/app-{number}": names[: number + 1] for number in range(5)}
    (files / "mappings.json").write_text(json.dumps(mappings))
    told = [made_details(made_model(number)) for number in range(TOLD_COUNT)]
    (files / "details.jsonl").write_text("".join(json.dumps(line) + "\n" for line in told))
    commands = [
        ["load", "huggingface", "--only", "models"],
        ["load", "hub-dump", f"{files}/dump.jsonl", "--observed-at", "2023-05-01", "--full"],
        ["load", "mappings", f"{files}/mappings.json", "--source-name", "birch"],
    ]
    with (
        LoopbackHub(HubData.from_folder(files)) as hub,
        subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("killable.py"))],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as processes,
    ):
        yield Loads(processes, hub, files, commands)
        assert processes.stdin is not None
        processes.stdin.close()


@pytest.fixture(scope="module")
def copy(initialised: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Makes initialised data folders."""

    def make() -> DataFolder:
        return DataFolder(
            shutil.copytree(initialised.root, tmp_path_factory.mktemp("copy") / "data")
        )

    return make


@pytest.fixture(scope="module")
def clean(loads: Loads, copy: Any) -> tuple[DataFolder, float]:
    """A folder in which nothing was killed, and the seconds that it took."""
    folder = copy()
    return folder, loads.run(folder)["seconds"]


def test_killed_in_the_middle_of_what_is_asked_of_each_ptm(loads: Loads, copy: Any) -> None:
    """The second run goes on: what the first one has is asked for no more."""
    listed = copy()
    loads.only("huggingface").run(listed)
    details = replace(
        loads,
        commands=[["load", "huggingface", "--only", DETAILS, "--min-downloads", "1"]],
    )

    def again() -> DataFolder:
        return DataFolder(shutil.copytree(listed.root, copy().root / "again"))

    def asked() -> list[str]:
        targets = [target for _, target in loads.hub.requests]
        loads.hub.requests.clear()
        return targets

    undisturbed = again()
    asked()
    jobs = details.run(undisturbed)["jobs"]
    expected, whole = raw_contents(undisturbed), asked()
    assert len(expected["huggingface.discussion_events"]) == 4 * TOLD_COUNT
    assert len(set(whole)) == len(whole)

    for job in (jobs // 2, jobs):
        folder = again()
        assert details.run(folder, kill_after_job=job)["status"] == -9
        first = asked()
        landed = {(row[0], row[1]) for row in raw_contents(folder)["huggingface.fetches"]}
        details.run(folder)
        second = asked()

        assert raw_contents(folder) == expected, f"killed after job {job} of {jobs}"
        assert set(first) | set(second) == set(whole)
        assert len(set(second)) == len(second)
        for number in range(TOLD_COUNT):
            name = made_model(number)["id"]
            if (name, "card") in landed:  # the last of a PTM that is asked for
                assert [target for target in second if f"/{name}/" in target] == []
    assert (made_model(0)["id"], "card") in landed


@pytest.mark.parametrize("name", ["huggingface", "hub-dump", "mappings"])
def test_killed_after_each_job(loads: Loads, copy: Any, name: str) -> None:
    load, undisturbed = loads.only(name), copy()
    jobs = load.run(undisturbed)["jobs"]
    expected = raw_contents(undisturbed)
    assert any(expected.values())

    for job in range(1, jobs + 1):
        folder = copy()
        killed = load.run(folder, kill_after_job=job)
        assert killed["status"] == -9
        load.run(folder)
        assert raw_contents(folder) == expected, f"killed after job {job} of {jobs}"


def test_init_killed_after_each_job(loads: Loads, tmp_path: Path, initialised: DataFolder) -> None:
    init = replace(loads, commands=[["init"]])
    jobs = init.run(DataFolder(tmp_path / "undisturbed"))["jobs"]

    for job in range(1, jobs + 1, 5):
        folder = DataFolder(tmp_path / str(job))
        assert init.run(folder, kill_after_job=job)["status"] == -9
        init.run(folder)
        assert raw_contents(folder) == raw_contents(initialised), f"killed after job {job}"


def test_killed_at_random_moments(
    loads: Loads, copy: Any, clean: tuple[DataFolder, float], run_dbt: Command
) -> None:
    undisturbed, seconds = clean
    expected = raw_contents(undisturbed)
    chance = random.Random(SEED)
    killed_count = 0

    for _ in range(10):
        folder = copy()
        moment = chance.uniform(0, seconds)
        killed = loads.run(folder, kill_after=moment)
        killed_count += killed["status"] == -9
        loads.run(folder)
        assert raw_contents(folder) == expected, f"killed after {moment:.3f} of {seconds:.3f} s"
    assert killed_count > 0

    marts = [built_marts(run_dbt, data) for data in (undisturbed, folder)]
    assert marts[0] == marts[1]
    assert len(marts[0]["fct_ptm_repository_mappings"]) == 15


def built_marts(run_dbt: Command, folder: DataFolder) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every mart, built without its tests."""
    run_dbt(
        "--quiet", "build", "--exclude-resource-type", "test", "unit_test",
        data_dir=folder.root, check=True,
    )  # fmt: skip
    with duckdb.connect(str(folder.warehouse_database), read_only=True) as connection:
        names = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts'"
        ).fetchall()
        return {
            name: connection.execute(f"from marts.{name} order by all").fetchall()
            for (name,) in names
        }
