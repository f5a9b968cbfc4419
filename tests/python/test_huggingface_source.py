"""Listings of a hub: the real client, a loopback hub, the raw database."""

from __future__ import annotations

import json
import re
import threading
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from conftest import Command, raw_contents
from ingestion import records
from ingestion.errors import PtmError
from ingestion.http import HubClient, HubError
from ingestion.loopback import FaultPlan, HubData, LoopbackHub
from ingestion.loopback.answers import error_answer
from ingestion.loopback.api import HubApi
from ingestion.loopback.faults import KINDS
from ingestion.loopback.tokens import Access
from ingestion.sources import huggingface
from ingestion.sources.huggingface import Listing, Request, listing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingestion.config import DataFolder

DAY_1 = "2024-05-01T12:00:00"
MODEL_COUNT = 100


def made_models(count: int = MODEL_COUNT) -> list[dict[str, Any]]:
    return [
        {
            "_id": f"{number:024x}",
            "id": f"{'acme' if number % 4 else 'birch'}/m-{number}",
            "sha": f"{number:040x}",
            "likes": number,
            "downloads": 1000 - number,
            "trendingScore": number / 7,
            "lastModified": f"2024-{1 + number % 12:02}-01T10:00:00.000Z",
            "tags": ["license:mit", "région:été"],
            "cardData": {"license": "mit", "authors": [{"email": "a@b.example"}]},
            "siblings": [{"rfilename": "config.json"}],
        }
        for number in range(count)
    ]


def hub_data(folder: Path, models: list[dict[str, Any]]) -> HubData:
    folder.mkdir(exist_ok=True)
    (folder / "models_listing.json").write_text(json.dumps(models))
    return HubData.from_folder(folder)


def load(
    folder: DataFolder,
    hub: LoopbackHub,
    request: Request | None = None,
    *,
    observed_at: datetime | None = None,
    allow_shrink: bool = False,
) -> Listing:
    return huggingface.load_listing(
        folder,
        HubClient(hub.url),
        request or Request("models"),
        observed_at=observed_at,
        allow_shrink=allow_shrink,
        progress=lambda _count, _doing: None,
    )


def query(folder: DataFolder, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder.raw_database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def observed_ids(folder: DataFolder, entity: str = "model") -> list[str]:
    rows = query(folder, f"select id from huggingface.{entity}_observations order by part, rowid")
    return [name for (name,) in rows]


def rows_of(folder: DataFolder) -> dict[str, list[tuple[Any, ...]]]:
    """Versions and observations, which say nothing of how they were got."""
    contents = raw_contents(folder)
    return {name: rows for name, rows in contents.items() if re.search("versions|obs", name)}


def answers_only(monkeypatch: pytest.MonkeyPatch, hub: LoopbackHub, count: int) -> None:
    """Lets a hub answer so many requests and fail from then on."""
    api = hub._server.api
    original, answered = api.answer, []

    def answer(method: str, target: str, access: Access) -> Any:
        answered.append(target)
        if len(answered) > count:
            return error_answer(503, "Service Unavailable")
        return original(method, target, access)

    monkeypatch.setattr(api, "answer", answer)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between tries nobody waits; the clock stands, and pages are small."""
    # the client's name of the module alone: other threads of the process sleep for real
    clock = SimpleNamespace(**{**vars(time), "sleep": lambda _seconds: None})
    monkeypatch.setattr("huggingface_hub.utils._http.time", clock)
    monkeypatch.setattr("ingestion.http.RETRY_WAIT_SECONDS", 0.0)
    monkeypatch.setattr(listing, "PAGE_RECORDS", 20)
    monkeypatch.setenv("PTM_NOW", DAY_1)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LoopbackHub]:
    with LoopbackHub(hub_data(tmp_path / "hub", made_models())) as running:
        yield running


class TestWhatIsListed:
    def test_a_full_listing_of_real_records_is_the_folder(
        self, folder: DataFolder, shared_data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listing, "PAGE_RECORDS", 1000)
        served = shared_data / "huggingface"
        with LoopbackHub(HubData.from_folder(served)) as hub:
            for entity in ("models", "datasets"):
                found = load(folder, hub, Request(entity))
                expected = {
                    record["id"]: record
                    for record in json.loads((served / f"{entity}_listing.json").read_text())
                }
                assert (found.record_count, found.is_full) == (len(expected), True)
                asked = {"_id", "id", *listing.EXPAND[entity]} - set(records.VOLATILE)
                assert {
                    name: json.loads(payload)
                    for name, payload in query(
                        folder, f"select id, payload from huggingface.{entity[:-1]}_versions"
                    )
                } == {
                    name: {key: value for key, value in record.items() if key in asked}
                    for name, record in expected.items()
                }
                assert sorted(
                    query(
                        folder,
                        f"select id, downloads, likes from huggingface.{entity[:-1]}_observations",
                    )
                ) == sorted(
                    (name, record.get("downloads"), record.get("likes"))
                    for name, record in expected.items()
                )

    def test_listing_again_at_the_same_time_asks_nothing_and_adds_nothing(
        self, folder: DataFolder, hub: LoopbackHub
    ) -> None:
        load(folder, hub)
        once, asked = raw_contents(folder), len(hub.requests)

        load(folder, hub)

        assert raw_contents(folder) == once
        assert len(hub.requests) == asked

    def test_listing_the_next_day_adds_observations_and_no_version(
        self, folder: DataFolder, hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        load(folder, hub)
        monkeypatch.setenv("PTM_NOW", "2024-05-02T12:00:00")
        load(folder, hub)

        contents = rows_of(folder)
        assert len(contents["huggingface.model_versions"]) == MODEL_COUNT
        assert len(contents["huggingface.model_observations"]) == 2 * MODEL_COUNT

    @pytest.mark.parametrize(("limit", "pages"), [(1, 1), (20, 1), (30, 2), (1000, 5)])
    def test_a_limit_takes_so_many_and_asks_for_no_page_more(
        self, folder: DataFolder, hub: LoopbackHub, limit: int, pages: int
    ) -> None:
        found = load(folder, hub, Request("models", limit=limit))

        assert found.record_count == len(observed_ids(folder)) == min(limit, MODEL_COUNT)
        assert (found.is_full, found.scope) == (False, f"limit={limit}")
        assert len(hub.requests) == pages

    def test_an_owner(self, folder: DataFolder, hub: LoopbackHub) -> None:
        found = load(folder, hub, Request("models", owner="birch"))

        assert (found.is_full, found.scope) == (False, "owner=birch")
        assert sorted(observed_ids(folder)) == sorted(
            model["id"] for model in made_models() if model["id"].startswith("birch/")
        )

    def test_an_owner_of_nothing_is_a_listing_of_none(
        self, folder: DataFolder, hub: LoopbackHub
    ) -> None:
        found = load(folder, hub, Request("models", owner="nobody"))

        assert (found.record_count, found.completed_at) == (0, datetime.fromisoformat(DAY_1))
        assert observed_ids(folder) == []

    def test_since_takes_what_changed_later_and_stops_there(
        self, folder: DataFolder, hub: LoopbackHub
    ) -> None:
        since = datetime(2024, 10, 1, 10)

        found = load(folder, hub, Request("models", since=since))

        expected = {
            model["id"] for model in made_models() if model["lastModified"] >= "2024-10-01T10"
        }
        assert set(observed_ids(folder)) == expected
        assert (found.is_full, found.record_count) == (False, len(expected))
        assert len(hub.requests) == 2

    def test_since_keeps_what_has_no_time(self, folder: DataFolder, tmp_path: Path) -> None:
        models = made_models(6)
        del models[0]["lastModified"]
        models[1]["lastModified"] = None
        with LoopbackHub(hub_data(tmp_path / "hub", models)) as hub:
            load(folder, hub, Request("models", since=datetime(2024, 5, 1)))

        assert set(observed_ids(folder)) == {models[number]["id"] for number in (0, 1, 4, 5)}

    def test_a_hub_below_a_path(self, folder: DataFolder, tmp_path: Path) -> None:
        data = hub_data(tmp_path / "hub", made_models())

        class Mirror(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                assert self.path.startswith("/mirror/api/")
                answer = HubApi(data, f"http://127.0.0.1:{port}/mirror").answer(
                    "GET", self.path.removeprefix("/mirror"), Access.ANONYMOUS
                )
                self.send_response(answer.status)
                for name, value in (*answer.headers, ("Content-Length", str(len(answer.body)))):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_arguments: Any) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Mirror) as server:
            port = server.server_address[1]
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://reader:hunter2@127.0.0.1:{port}/mirror/"
            found = huggingface.load_listing(
                folder,
                HubClient(address),
                Request("models"),
                observed_at=None,
                allow_shrink=False,
                progress=lambda _count, _doing: None,
            )
            server.shutdown()

        assert found.record_count == MODEL_COUNT
        assert found.endpoint == f"http://127.0.0.1:{port}/mirror"


class TestGoingOn:
    @pytest.fixture(autouse=True)
    def small_parts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(listing, "PAGES_A_PART", 2)

    def test_what_was_fetched_is_landed_and_the_next_run_fetches_the_rest(
        self, folder: DataFolder, hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as cut:
            answers_only(cut, hub, 3)
            with pytest.raises(HubError, match=r"answered 503 .* run the same command again"):
                load(folder, hub)
        landed = observed_ids(folder)
        assert len(landed) == 60
        ((completed_at, is_full),) = query(
            folder, "select completed_at, is_full from huggingface.listings"
        )
        assert (completed_at, is_full) == (None, True)
        hub.requests.clear()

        # the hub may have another port by now; the clock goes on
        monkeypatch.setenv("PTM_NOW", "2024-05-02T11:00:00")
        found = load(folder, hub)

        assert [target for _, target in hub.requests if "cursor=" not in target] == []
        assert len(hub.requests) == 2
        assert observed_ids(folder)[:60] == landed
        assert sorted(observed_ids(folder)) == sorted(model["id"] for model in made_models())
        assert found.observed_at == datetime.fromisoformat(DAY_1)
        assert found.record_count == MODEL_COUNT

    def test_an_unfinished_listing_of_yesterday_is_not_continued(
        self, folder: DataFolder, hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as cut:
            answers_only(cut, hub, 3)
            with pytest.raises(HubError):
                load(folder, hub)
        hub.requests.clear()
        monkeypatch.setenv("PTM_NOW", "2024-05-02T12:00:01")

        found = load(folder, hub)

        assert len(hub.requests) == 5
        assert found.observed_at == datetime(2024, 5, 2, 12, 0, 1)
        assert query(
            folder,
            "select record_count, completed_at is null from huggingface.listings "
            "order by observed_at",
        ) == [(60, True), (100, False)]

    def test_an_unfinished_listing_of_something_else_is_not_continued(
        self, folder: DataFolder, hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as cut:
            answers_only(cut, hub, 1)
            with pytest.raises(HubError):
                load(folder, hub)

        found = load(folder, hub, Request("models", owner="birch"))

        assert found.record_count == 25

    def test_fetches_say_what_failed_until_it_is_got(
        self, folder: DataFolder, hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fetches = "select status, http_status, error from huggingface.fetches order by item"
        with monkeypatch.context() as cut:
            answers_only(cut, hub, 3)
            with pytest.raises(HubError) as failure:
                load(folder, hub)
        assert sorted(query(folder, fetches)) == [
            ("failed", 503, str(failure.value)),
            *[("ok", 200, None)] * 3,
        ]

        load(folder, hub)

        assert query(folder, fetches) == [("ok", 200, None)] * 5


class TestFaults:
    @pytest.mark.parametrize("kind", KINDS)
    def test_the_client_gets_every_page_whole(self, kind: str, tmp_path: Path) -> None:
        data = hub_data(tmp_path / "hub", made_models())
        plan = FaultPlan.parse(f"{kind}:0.4,seed=3,stall=0.02")
        got, requests = [], []
        for fault in (None, plan):
            with LoopbackHub(data, fault=fault) as hub:
                client, pages = HubClient(hub.url), []
                answer = client.get("/api/models", Request("models", limit=5).params())
                while answer.next_cursor:
                    pages.append(answer.content)
                    answer = client.get(answer.next_cursor)
                got.append([*pages, answer.content])
                requests.append(len(hub.requests))

        assert got[0] == got[1]
        assert len(got[0]) == requests[0] == 20
        assert requests[1] > 25

    def test_no_fault_changes_a_row(
        self, folder: DataFolder, hub: LoopbackHub, tmp_path: Path
    ) -> None:
        load(folder, hub)
        once = rows_of(folder)
        # the same observation of a hub that fails: it may replace rows, not change them
        with duckdb.connect(str(folder.raw_database)) as connection:
            connection.execute("delete from huggingface.listings")
        plan = FaultPlan.parse(",".join(f"{kind}:0.08" for kind in KINDS) + ",seed=3,stall=0.02")
        with LoopbackHub(hub_data(tmp_path / "hub", made_models()), fault=plan) as failing:
            load(folder, failing)

            assert len(failing.requests) > 5
        assert rows_of(folder) == once

    def test_a_hub_that_sends_half_documents_for_good_is_given_up(
        self, folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ingestion.loopback.faults.CONSECUTIVE_LIMIT", 100)
        plan = FaultPlan.parse("badjson:1")
        with (
            LoopbackHub(hub_data(tmp_path / "hub", made_models()), fault=plan) as hub,
            pytest.raises(HubError, match="no complete JSON document for /api/models, 5 times"),
        ):
            load(folder, hub)

        assert query(folder, "select status, attempts from huggingface.fetches") == [("failed", 5)]


class TestShrinking:
    @pytest.fixture
    def small_hub(self, tmp_path: Path) -> Iterator[LoopbackHub]:
        with LoopbackHub(hub_data(tmp_path / "small", made_models(70))) as running:
            yield running

    @pytest.fixture
    def refused(
        self,
        folder: DataFolder,
        hub: LoopbackHub,
        small_hub: LoopbackHub,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """A full listing of 100, and one of 70 a day later that was not accepted."""
        load(folder, hub)
        monkeypatch.setenv("PTM_NOW", "2024-05-02T12:00:00")
        with pytest.raises(
            PtmError, match=r"has 70 models, the one of 2024-05-01 had 100: .* --allow-shrink"
        ):
            load(folder, small_hub)
        small_hub.requests.clear()

    @pytest.mark.usefixtures("refused")
    def test_it_can_be_accepted_without_listing_again(
        self, folder: DataFolder, small_hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PTM_NOW", "2024-05-02T13:00:00")
        assert query(
            folder,
            "select record_count, completed_at is null from huggingface.listings "
            "order by observed_at",
        ) == [(100, False), (70, True)]

        accepted = load(folder, small_hub, allow_shrink=True)

        assert list(small_hub.requests) == []
        assert accepted.completed_at == datetime(2024, 5, 2, 13)
        assert accepted.observed_at == datetime(2024, 5, 2, 12)

    @pytest.mark.usefixtures("refused")
    def test_a_hub_that_recovered_is_asked_anew(
        self, folder: DataFolder, hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PTM_NOW", "2024-05-02T13:00:00")
        found = load(folder, hub)
        assert (found.record_count, found.completed_at) == (100, datetime(2024, 5, 2, 13))

        # and what was refused is past, also for one who accepts everything
        monkeypatch.setenv("PTM_NOW", "2024-05-02T14:00:00")
        assert load(folder, hub, allow_shrink=True).observed_at == datetime(2024, 5, 2, 14)

    def test_a_partial_listing_is_never_too_short(
        self, folder: DataFolder, hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        load(folder, hub)
        monkeypatch.setenv("PTM_NOW", "2024-05-02T12:00:00")

        assert load(folder, hub, Request("models", limit=1)).completed_at is not None


class TestSecrets:
    def test_a_token_is_sent_and_stands_nowhere(
        self,
        tmp_path: Path,
        run_ptm: Command,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        secret = "hf_" + "s3cr3t" * 6
        environment = {"HF_TOKEN": secret, "HF_HUB_VERBOSITY": "debug"}
        seen: list[Access] = []
        with LoopbackHub(hub_data(tmp_path / "hub", made_models(3))) as hub:
            original = hub._server.api.answer

            def answer(method: str, target: str, access: Access) -> Any:
                seen.append(access)
                if "datasets" in target:
                    return error_answer(403, "Access to this resource is forbidden")
                return original(method, target, access)

            monkeypatch.setattr(hub._server.api, "answer", answer)
            said = run_ptm(
                "load",
                "huggingface",
                data_dir=tmp_path / "data",
                env=environment | {"HF_ENDPOINT": hub.url},
            )

        assert seen == [Access.KNOWN, Access.KNOWN]
        assert "answered 403" in said.stderr
        assert secret not in said.stdout + said.stderr
        with duckdb.connect(str(tmp_path / "data" / "raw.duckdb"), read_only=True) as raw:
            tables = raw.execute(
                "select table_schema || '.' || table_name from information_schema.tables"
            ).fetchall()
            stored = [raw.execute(f"from {table}").fetchall() for (table,) in tables]
        assert "acme/m-1" in repr(stored)
        assert secret not in repr(stored)
        for file in (tmp_path / "data").rglob("*"):
            assert not file.is_file() or secret.encode() not in file.read_bytes()
