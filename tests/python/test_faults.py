"""Each load over the network against each way in which a hub, a token or a disk can fail.

A load ends in one of two ways: with the rows of a run without faults, or with a non-zero exit and
one sentence that says what is missing, after which the same command gets the rest. `fetches` tells
the two apart.
"""

from __future__ import annotations

import json
import re
import resource
import shutil
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, cycle
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest

from conftest import raw_contents
from ingestion import commands
from ingestion.config import DataFolder
from ingestion.http import HubClient
from ingestion.landing import Landing
from ingestion.loopback import FaultPlan, HubData, LoopbackHub
from ingestion.loopback.faults import FaultInjector
from ingestion.sources.huggingface import DETAILS, Request, listing, load_listing
from small_hub import hub_data, made_dataset, made_details, made_model, made_space

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ingestion.landing import Rows
    from ingestion.raw import RawTable

    Main = Callable[..., tuple[int, str, str]]

LISTINGS = ("models", "datasets", "spaces")
LOADS = (*LISTINGS, *DETAILS)
KINDS = ("429", "503", "timeout", "cut", "badjson")
TOKEN = "hf_" + "Secret" * 5
DAY = "2024-05-01T12:00:00"
PTM_COUNT = 6
TIMEOUT_SECONDS, STALL_SECONDS = 0.4, 0.8

ILL = {
    "models": "cursor=",
    "datasets": "cursor=",
    "spaces": "cursor=",
    "commits": "acme/m-2/commits/",
    "commit-files": "acme/m-2/compare/",
    "refs": "acme/m-2/refs",
    "discussions": "acme/m-2/discussions/2",
    "files": "acme/m-2/tree/",
    "cards": "acme/m-2/resolve/",
    "papers": "papers/1810.04805",
}
"""What of each load fails for good, where something does: a part of the address."""

NAMED = {name: "/api/" + name for name in LISTINGS} | {
    "commits": "commits of acme/m-2",
    "commit-files": "commit_files of acme/m-2",
    "refs": "refs of acme/m-2",
    "discussions": "discussion of acme/m-2",
    "files": "files of acme/m-2",
    "cards": "card of acme/m-2",
    "papers": "paper of 1810.04805",
}
"""What the sentence calls it."""


@dataclass(frozen=True)
class Whole:
    """A load without faults: where it began, what it left, and how many requests it took."""

    before: DataFolder
    rows: dict[str, list[tuple[Any, ...]]]
    fetches: list[tuple[Any, ...]]
    request_count: int


def told(folder: DataFolder) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of all tables but those that say how they were got."""
    contents = raw_contents(folder)
    return {name: rows for name, rows in contents.items() if not re.search("fetch|listi", name)}


def without_parts(contents: dict[str, list[tuple[Any, ...]]]) -> dict[str, Any]:
    """The same without the numbers of parts: a listing that goes on begins another part."""
    return {
        name: sorted((row[:1] + row[2:] for row in rows), key=repr)
        if name.endswith("_observations")
        else rows
        for name, rows in contents.items()
    }


def query(folder: DataFolder, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder.raw_database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def fetched(folder: DataFolder) -> list[tuple[Any, ...]]:
    """What the fetch records say, but for how often it was tried."""
    return query(
        folder,
        "select item, endpoint, entity, status, http_status, revision, error "
        "from huggingface.fetches order by all",
    )


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between tries nobody waits, a silent hub is soon given up, pages are small."""
    clock = SimpleNamespace(**{**vars(time), "sleep": lambda _seconds: None})
    monkeypatch.setattr("huggingface_hub.utils._http.time", clock)
    monkeypatch.setattr("ingestion.http.time", clock)
    monkeypatch.setattr("ingestion.http.RETRY_WAIT_SECONDS", 0.0)
    monkeypatch.setattr("ingestion.http.TIMEOUT_SECONDS", TIMEOUT_SECONDS)
    monkeypatch.setattr(listing, "PAGE_RECORDS", 2)
    monkeypatch.setenv("PTM_NOW", DAY)
    for name in ("HF_TOKEN", "HF_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def written_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows reach the database without dlt, which takes a second a package.

    What a package of dlt does when it is cut is shown elsewhere; here it counts what comes from
    the hub.
    """

    def land(landing: Landing, rows: Iterable[Rows]) -> None:
        chunks: dict[str, tuple[RawTable, list[pa.Table]]] = {}
        for table, chunk in rows:
            chunks.setdefault(table.name, (table, []))[1].append(chunk)
        for table, parts in chunks.values():
            whole = pa.concat_tables(parts)
            new = landing._not_stored(table, whole) if table.writing == "insert-only" else whole
            landing.record([(table, new)])

    monkeypatch.setattr(Landing, "land", land)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> HubData:
    folder = tmp_path_factory.mktemp("hub") / "hub"
    folder.mkdir()
    for name, made in (("datasets", made_dataset), ("spaces", made_space)):
        records = [made(number) for number in range(PTM_COUNT)]
        (folder / f"{name}_listing.json").write_text(json.dumps(records))
    models = [made_model(number) for number in range(PTM_COUNT)]
    return hub_data(folder, models, [made_details(model) for model in models])


@pytest.fixture(scope="module")
def listed(
    data: HubData, initialised: DataFolder, tmp_path_factory: pytest.TempPathFactory
) -> DataFolder:
    """A folder in which the models are listed; not to be written."""
    folder = DataFolder(shutil.copytree(initialised.root, tmp_path_factory.mktemp("l") / "data"))
    with pytest.MonkeyPatch.context() as patched, LoopbackHub(data) as hub:
        patched.setenv("PTM_NOW", DAY)
        load_listing(
            folder, HubClient(hub.url), Request("models"),
            observed_at=None, allow_shrink=False, progress=lambda _count, _doing: None,
        )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def wholes() -> dict[str, Whole]:
    """The loads without faults, each made once."""
    return {}


@pytest.fixture
def whole_of(
    wholes: dict[str, Whole],
    data: HubData,
    initialised: DataFolder,
    listed: DataFolder,
    tmp_path_factory: pytest.TempPathFactory,
    run_main: Main,
) -> Callable[[str], Whole]:
    """Makes the run without faults of a load."""

    def whole(name: str) -> Whole:
        if name not in wholes:
            before = initialised if name in LISTINGS else listed
            folder = copied(before, tmp_path_factory.mktemp("whole"))
            with LoopbackHub(data) as hub:
                assert load(run_main, folder, name, hub.url)[0] == 0
                wholes[name] = Whole(before, told(folder), fetched(folder), len(hub.requests))
        return wholes[name]

    return whole


def copied(folder: DataFolder, to: Path) -> DataFolder:
    return DataFolder(shutil.copytree(folder.root, to / "data"))


def load(run_main: Main, folder: DataFolder, name: str, url: str, **environment: str) -> Any:
    return run_main(
        "load", "huggingface", "--only", name, data_dir=folder.root, HF_ENDPOINT=url, **environment
    )


def assert_one_sentence(err: str) -> None:
    """What went wrong and what to do, on a line of its own, and nothing else."""
    assert err.startswith("Error: "), err
    assert len(err.splitlines()) == 1, err
    assert "Traceback" not in err
    assert TOKEN not in err


def one_in_ten(kind: str, request_count: int) -> FaultPlan:
    """A tenth of the requests, with the first seed that hits one of a load."""
    for seed in count():
        plan = FaultPlan.parse(f"{kind}:0.1,seed={seed},stall={STALL_SECONDS}")
        # every other request of cards is a redirect, whose body nobody reads
        if any(plan.draw(ordinal) for ordinal in range(1, request_count, 2)):
            return plan
    raise AssertionError


@pytest.mark.usefixtures("written_directly")
class TestOneRequestInTen:
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("name", LOADS)
    def test_the_same_rows_and_the_same_fetches(
        self,
        name: str,
        kind: str,
        data: HubData,
        whole_of: Callable[[str], Whole],
        tmp_path: Path,
        run_main: Main,
    ) -> None:
        whole = whole_of(name)
        folder = copied(whole.before, tmp_path)

        with LoopbackHub(data, fault=one_in_ten(kind, whole.request_count)) as hub:
            status, _, err = load(run_main, folder, name, hub.url)

            assert (status, err) == (0, "")
            assert len(hub.requests) > whole.request_count
        assert told(folder) == whole.rows
        assert fetched(folder) == whole.fetches


@pytest.mark.usefixtures("written_directly")
class TestOneAnswerThatNeverComes:
    @pytest.mark.parametrize(("name", "kind"), list(zip(LOADS, cycle(KINDS), strict=False)))
    def test_it_is_named_and_the_next_run_gets_it(
        self,
        name: str,
        kind: str,
        data: HubData,
        whole_of: Callable[[str], Whole],
        tmp_path: Path,
        run_main: Main,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        whole = whole_of(name)
        folder = copied(whole.before, tmp_path)
        monkeypatch.setattr("ingestion.http.TRIES", 2)
        plan = FaultPlan.parse(f"{kind}:0.1,stall={STALL_SECONDS}")
        with monkeypatch.context() as ill, LoopbackHub(data, fault=plan) as hub:
            ill.setattr(
                FaultInjector, "next", lambda _, target: kind if ILL[name] in target else None
            )
            status, _, err = load(run_main, folder, name, hub.url)

        assert status == 1
        assert_one_sentence(err)
        assert NAMED[name] in err or kind == "timeout"
        missing = set(whole.fetches) - set(fetched(folder))
        failed = [row for row in fetched(folder) if row[3] in {"failed", "rate_limited"}]
        assert failed
        assert {row[:3] for row in failed} <= {row[:3] for row in missing}
        if name not in LISTINGS:
            assert {row[:3] for row in failed} == {row[:3] for row in missing}
        assert all(row[-1] for row in failed)

        with LoopbackHub(data) as hub:
            assert load(run_main, folder, name, hub.url)[0] == 0
            assert len(hub.requests) < whole.request_count
        assert without_parts(told(folder)) == without_parts(whole.rows)
        assert fetched(folder) == whole.fetches


@pytest.mark.usefixtures("written_directly")
class TestHubAndToken:
    @pytest.mark.parametrize("name", LOADS)
    def test_a_hub_that_is_silent(
        self,
        name: str,
        whole_of: Callable[[str], Whole],
        tmp_path: Path,
        run_main: Main,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("ingestion.http.TIMEOUT_SECONDS", 0.02)
        whole = whole_of(name)
        folder = copied(whole.before, tmp_path)
        before = told(folder)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            status, _, err = load(run_main, folder, name, url, HF_TOKEN=TOKEN)

        assert status == 1
        assert_one_sentence(err)
        assert re.search(r"cannot be reached \(\w*Timeout.*run the same command again", err)
        assert told(folder) == before
        assert query(folder, "select count(*) from huggingface.fetches where status = 'failed'") > [
            (0,)
        ]

    @pytest.mark.parametrize("uses", [0, 2], ids=["bad", "revoked"])
    @pytest.mark.parametrize("name", LOADS)
    def test_a_token_that_is_refused(
        self,
        name: str,
        uses: int,
        data: HubData,
        whole_of: Callable[[str], Whole],
        tmp_path: Path,
        run_main: Main,
    ) -> None:
        whole = whole_of(name)
        folder = copied(whole.before, tmp_path)
        with LoopbackHub(data, valid_tokens=[TOKEN]) as hub:
            hub.tokens.revoke(TOKEN, after=uses)
            status, out, err = load(run_main, folder, name, hub.url, HF_TOKEN=TOKEN)

        assert status == 1
        assert_one_sentence(err)
        assert "HF_TOKEN" in err
        assert TOKEN not in out
        assert all(
            TOKEN.encode() not in file.read_bytes()
            for file in folder.root.rglob("*")
            if file.is_file()
        )
        assert [row[3] for row in fetched(folder)].count("failed") == 1


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes: a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class TestFullDisk:
    @pytest.mark.parametrize(
        ("name", "room"), list(zip(LOADS, cycle([512, 8 * 1024]), strict=False))
    )
    def test_what_is_there_stays(
        self,
        name: str,
        room: int,
        data: HubData,
        whole_of: Callable[[str], Whole],
        tmp_path: Path,
        run_main: Main,
    ) -> None:
        whole = whole_of(name)
        folder = copied(whole.before, tmp_path)
        before = told(folder)
        with LoopbackHub(data) as hub, files_up_to(room):
            status, _, err = load(run_main, folder, name, hub.url)

        assert status == 1
        assert_one_sentence(err)
        assert "mend the cause" in err or "give it the space" in err
        after = told(folder)
        assert all(set(rows) <= set(after[table]) for table, rows in before.items())


@pytest.mark.usefixtures("written_directly")
class TestSample:
    def test_the_sample_survives_a_hub_with_faults(
        self, initialised: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The path that makes the sample, with every fault at once."""
        monkeypatch.setattr(listing, "PAGE_RECORDS", 100)
        plan = FaultPlan.parse(
            ",".join(f"{kind}:{0.1 / len(KINDS):.4f}" for kind in KINDS)
            + f",seed=1,stall={STALL_SECONDS}"
        )
        contents = []
        hubs: list[LoopbackHub] = []
        for fault in (None, plan):
            folder = copied(initialised, tmp_path / str(len(contents)))

            def hub_of(served: HubData, fault: FaultPlan | None = fault) -> LoopbackHub:
                hubs.append(LoopbackHub(served, fault=fault))
                return hubs[-1]

            monkeypatch.setattr(commands, "LoopbackHub", hub_of)
            commands.load_sample(folder, 200, 1, lambda _what, _count, _doing: None)
            contents.append((told(folder), fetched(folder)))

        days = len(hubs) // 2
        asked = [sum(len(hub.requests) for hub in part) for part in (hubs[:days], hubs[days:])]
        assert asked[1] > asked[0] * 1.05
        assert contents[0] == contents[1]
