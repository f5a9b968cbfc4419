"""The loopback hub, asked by the real huggingface_hub client."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, get_args

import httpx2
import pytest
from huggingface_hub import HfApi, get_session
from huggingface_hub.errors import (
    BadRequestError,
    DisabledRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import ExpandDatasetProperty_T, ExpandModelProperty_T
from huggingface_hub.utils._http import (
    RateLimitInfo,
    hf_raise_for_status,
    http_backoff,
    parse_ratelimit_headers,
)

from ingestion.errors import PtmError
from ingestion.loopback import FaultPlan, HubData, LoopbackHub
from ingestion.loopback.faults import CONSECUTIVE_LIMIT, KINDS, FaultInjector
from ingestion.loopback.properties import DATASET_PROPERTIES, MODEL_PROPERTIES
from ingestion.loopback.ratelimit import RateLimiter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWNERS = ("acme", "Birch", "cedar-lab")
SORT_KEYS = ("createdAt", "lastModified", "downloads", "likes", "trendingScore")
STALL = 0.05


def made_models(count: int) -> list[dict[str, Any]]:
    """Models with ties and gaps in everything that a listing sorts by."""
    chance = random.Random(count)
    models = []
    for number in range(count):
        name = f"{OWNERS[number % 3]}/Model-{number}"
        model = {
            "_id": f"{number:024x}",
            "id": name,
            "modelId": name,
            "likes": chance.randrange(5),
            "trendingScore": chance.choice([0, 0.5, 3]),
            "private": False,
            "downloads": chance.randrange(50),
            "tags": [f"license:{chance.choice(['mit', 'apache-2.0'])}", "région:été"],
            "createdAt": f"2024-0{chance.randrange(1, 9)}-01T00:00:00.000Z",
            "lastModified": f"2025-0{chance.randrange(1, 9)}-01T00:00:00.000Z",
            "sha": f"{number:040x}",
            "cardData": {"license": "mit"},
            "config": {"model_type": "bert"},
            "siblings": [{"rfilename": "config.json"}],
            "gated": False,
        }
        if number % 7 == 0:
            del model["trendingScore"], model["lastModified"]
        models.append(model)
    return models


def hub_data(
    folder: Path,
    models: list[dict[str, Any]],
    datasets: list[dict[str, Any]] | None = None,
    renames: dict[str, dict[str, str]] | None = None,
) -> HubData:
    (folder / "models_listing.json").write_text(json.dumps(models))
    if datasets is not None:
        (folder / "datasets_listing.json").write_text(json.dumps(datasets))
    if renames is not None:
        (folder / "renames.json").write_text(json.dumps(renames))
    return HubData.from_folder(folder)


def client_of(hub: LoopbackHub) -> HfApi:
    return HfApi(endpoint=hub.url, token=False)


def get(hub: LoopbackHub, target: str, **headers: str) -> httpx2.Response:
    return get_session().get(hub.url + target, headers=headers, follow_redirects=False)


def listed_ids(response: httpx2.Response) -> list[str]:
    return [record["id"] for record in response.json()]


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that the client waited between its tries, none of which really pass."""
    seconds: list[float] = []
    # the client's name of the module alone: other threads of the process sleep for real
    clock = SimpleNamespace(**{**vars(time), "sleep": seconds.append})
    monkeypatch.setattr("huggingface_hub.utils._http.time", clock)
    return seconds


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[LoopbackHub]:
    """60 made models, three of them special, a dataset, and renames."""
    models = made_models(60)
    models[1]["gated"] = "manual"
    models[2]["private"] = True
    models[4]["disabled"] = True
    datasets = [
        {"_id": "d" * 24, "id": "acme/corpus", "tags": ["license:mit"], "sha": "f" * 40, "likes": 1}
    ]
    renames = {
        "models": {
            "model-3": "old-owner/Model-3",
            "old-owner/Model-3": "acme/Model-3",
            "old-owner/Model-2": "cedar-lab/Model-2",
            "acme/Model-6": "acme/Model-9",
            "loop/a": "loop/b",
            "loop/b": "loop/a",
        },
        "datasets": {"old-owner/corpus": "acme/corpus"},
    }
    with LoopbackHub(hub_data(tmp_path, models, datasets, renames)) as running:
        yield running


class TestListing:
    def test_pages_together_are_the_folder(self, tmp_path: Path) -> None:
        models = made_models(2300)
        with LoopbackHub(hub_data(tmp_path, models)) as hub:
            seen = [model.id for model in client_of(hub).list_models()]
            requests = len(hub.requests)
        assert Counter(seen) == Counter(model["id"] for model in models)
        assert requests == 3

    def test_no_page_follows_a_last_page_that_is_full(self, tmp_path: Path) -> None:
        with LoopbackHub(hub_data(tmp_path, made_models(40))) as hub:
            first = get(hub, "/api/models?limit=20")
            last = get_session().get(first.links["next"]["url"])
        assert (len(first.json()), len(last.json())) == (20, 20)
        assert "next" not in last.links

    @pytest.mark.parametrize("limit", [1, 7, 1000, 5000])
    def test_limit_is_at_most_1000(self, tmp_path: Path, limit: int) -> None:
        with LoopbackHub(hub_data(tmp_path, made_models(1003))) as hub:
            assert len(get(hub, f"/api/models?limit={limit}").json()) == min(limit, 1000)

    def test_link_names_the_own_host_and_carries_every_parameter(self, hub: LoopbackHub) -> None:
        parameters: list[tuple[str, str | int | float | bool | None]] = [
            ("author", "acme"),
            ("search", "Model & -"),
            ("search", "mod"),
            ("filter", "région:été"),
            ("expand", "tags"),
            ("expand", "likes"),
            ("sort", "likes"),
            ("direction", "-1"),
            ("limit", "1"),
        ]
        everything = httpx2.QueryParams([pair for pair in parameters if pair[1] != "Model & -"])
        following = httpx2.URL(get(hub, f"/api/models?{everything}").links["next"]["url"])
        assert f"{following.scheme}://{following.netloc.decode()}" == hub.url
        assert following.path == "/api/models"
        carried = following.params.multi_items()
        assert [pair for pair in carried if pair[0] != "cursor"] == everything.multi_items()
        assert len(carried) == len(everything.multi_items()) + 1
        assert get(hub, f"/api/models?{httpx2.QueryParams(parameters)}").json() == []

    @pytest.mark.parametrize("sort", SORT_KEYS)
    def test_order_is_descending_and_survives_pages(self, tmp_path: Path, sort: str) -> None:
        models = made_models(300)
        absent = "" if sort in {"createdAt", "lastModified"} else -1
        expected = sorted(
            models, key=lambda model: (model.get(sort, absent), model["id"]), reverse=True
        )
        with LoopbackHub(hub_data(tmp_path, models)) as hub:
            url: str | None = f"{hub.url}/api/models?sort={sort}&direction=-1&limit=17"
            seen = []
            while url:
                response = get_session().get(url)
                seen += listed_ids(response)
                url = response.links.get("next", {}).get("url")
        assert seen == [model["id"] for model in expected]

    def test_only_creation_can_be_sorted_upwards(self, hub: LoopbackHub) -> None:
        downwards = listed_ids(get(hub, "/api/models?sort=createdAt"))
        assert listed_ids(get(hub, "/api/models?sort=createdAt&direction=1")) == downwards[::-1]
        assert get(hub, "/api/models?sort=likes&direction=1").status_code == 400

    def test_a_saved_link_resumes_on_a_hub_that_changed_meanwhile(self, tmp_path: Path) -> None:
        models = made_models(60)
        with LoopbackHub(hub_data(tmp_path, models)) as hub:
            first = get(hub, "/api/models?sort=createdAt&limit=25")
            seen = listed_ids(first)
            saved = httpx2.URL(first.links["next"]["url"]).raw_path.decode()
        gone = {seen[3], seen[-1]}
        left = [model for model in models if model["id"] not in gone]
        with LoopbackHub(hub_data(tmp_path, left)) as hub:
            rest = listed_ids(get(hub, saved.replace("limit=25", "limit=1000")))
        assert Counter(seen + rest) == Counter(model["id"] for model in models)

    def test_gated_is_listed_and_private_is_not(self, hub: LoopbackHub) -> None:
        listed = {model.id for model in client_of(hub).list_models()}
        assert "Birch/Model-1" in listed
        assert "cedar-lab/Model-2" not in listed

    def test_author_filter_and_search_select(self, hub: LoopbackHub) -> None:
        api = client_of(hub)
        everything = list(api.list_models(expand=["tags"]))
        assert {model.id for model in api.list_models(author="acme")} == {
            model.id for model in everything if model.id.startswith("acme/")
        }
        tags = {"license:mit", "région:été"}
        assert {model.id for model in api.list_models(filter=sorted(tags))} == {
            model.id for model in everything if tags <= set(model.tags or [])
        }
        assert {model.id for model in api.list_models(search="model-1")} == {
            model.id for model in everything if "Model-1" in model.id
        }
        assert list(api.list_models(filter="license:m")) == []

    @pytest.mark.parametrize(
        ("query", "problem"),
        [
            ("sort=name", "Invalid sort parameter: name"),
            ("limit=0", "limit"),
            ("limit=many", "limit"),
            ("direction=up", "direction"),
            ("cursor=!", "Invalid cursor"),
            ("cursor=WzFd", "Invalid cursor"),
            ("pipeline_tag=fill-mask", "no parameter pipeline_tag"),
        ],
    )
    def test_a_wrong_parameter_is_told(self, hub: LoopbackHub, query: str, problem: str) -> None:
        response = get(hub, f"/api/models?{query}")
        assert response.status_code == 400
        assert problem in response.json()["error"]
        assert problem in response.headers["X-Error-Message"]

    def test_a_cursor_of_another_order_is_refused(self, hub: LoopbackHub) -> None:
        following = get(hub, "/api/models?sort=likes&limit=1").links["next"]["url"]
        changed = following.replace("sort=likes", "sort=downloads")
        assert get_session().get(changed).status_code == 400

    def test_threads_get_whole_listings(self, tmp_path: Path) -> None:
        models = made_models(1500)
        found: list[set[str]] = []
        with LoopbackHub(hub_data(tmp_path, models)) as hub:

            def load() -> None:
                found.append({model.id for model in client_of(hub).list_models(sort="likes")})

            threads = [threading.Thread(target=load) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert found == [{model["id"] for model in models}] * 4


class TestKeys:
    def test_a_listing_has_the_hubs_keys(self, hub: LoopbackHub) -> None:
        keys = set().union(*get(hub, "/api/models").json())
        assert keys == {
            *("_id", "id", "modelId", "likes", "trendingScore", "private", "downloads"),
            *("tags", "createdAt"),
        }

    def test_full_card_and_config_add_keys(self, hub: LoopbackHub) -> None:
        plain = set().union(*get(hub, "/api/models").json())
        full = set().union(*get(hub, "/api/models?full=true").json())
        rich = set().union(*get(hub, "/api/models?cardData=true&config=True").json())
        assert full - plain == {"sha", "lastModified", "gated", "siblings", "disabled"}
        assert rich - plain == {"cardData", "config"}

    @pytest.mark.parametrize("spelling", ["expand", "expand[]"])
    def test_expand_gives_what_was_asked_for(self, hub: LoopbackHub, spelling: str) -> None:
        query = f"{spelling}=trendingScore&{spelling}=gated"
        for record in get(hub, f"/api/models?{query}").json():
            asked = {"gated"} if int(record["_id"], 16) % 7 == 0 else {"gated", "trendingScore"}
            assert set(record) == {"_id", "id"} | asked
        single = get(hub, f"/api/models/Birch/Model-1?{query}").json()
        assert single == {
            "_id": f"{1:024x}",
            "id": "Birch/Model-1",
            "gated": "manual",
            "trendingScore": single["trendingScore"],
        }

    def test_an_unknown_property_is_refused_with_the_list(self, hub: LoopbackHub) -> None:
        with pytest.raises(BadRequestError, match=r"must be one of \[author, baseModels, .*gguf"):
            list(client_of(hub).list_models(expand=["securityStatus"]))  # type: ignore[list-item]
        with pytest.raises(BadRequestError, match=r"must be one of \[author, cardData, .*mainSize"):
            client_of(hub).dataset_info("acme/corpus", expand=["gguf"])  # type: ignore[list-item]

    def test_the_hub_knows_every_property_of_the_client(self) -> None:
        assert set(get_args(ExpandModelProperty_T)) <= set(MODEL_PROPERTIES.expandable)
        assert set(get_args(ExpandDatasetProperty_T)) <= set(DATASET_PROPERTIES.expandable)

    def test_a_body_lacks_what_is_only_given_on_request(self, hub: LoopbackHub) -> None:
        body = get(hub, "/api/models/Birch/Model-1").json()
        assert "trendingScore" not in body
        assert body["cardData"] == {"license": "mit"}


class TestOneRepository:
    @pytest.mark.parametrize("former", ["old-owner/Model-3", "model-3", "ACME/model-3"])
    def test_a_former_name_lands_on_the_present_one(self, hub: LoopbackHub, former: str) -> None:
        assert client_of(hub).model_info(former).id == "acme/Model-3"

    def test_a_redirect_keeps_revision_and_query(self, hub: LoopbackHub) -> None:
        response = get(hub, "/api/models/model-3/revision/main?expand=sha&expand[]=tags")
        assert response.status_code == 307
        assert response.headers["Location"] == (
            "/api/models/acme/Model-3/revision/main?expand=sha&expand[]=tags"
        )
        info = client_of(hub).model_info("model-3", revision=f"{3:040x}", expand=["sha"])
        assert info.sha == f"{3:040x}"
        assert client_of(hub).dataset_info("old-owner/corpus").id == "acme/corpus"

    def test_a_name_that_was_taken_over_belongs_to_its_new_bearer(self, hub: LoopbackHub) -> None:
        assert client_of(hub).model_info("acme/Model-6").id == "acme/Model-6"

    @pytest.mark.parametrize(
        "name", ["nobody/nothing", "nothing", "cedar-lab/Model-2", "old-owner/Model-2", "loop/a"]
    )
    def test_missing_and_private_are_the_same(self, hub: LoopbackHub, name: str) -> None:
        with pytest.raises(RepositoryNotFoundError) as anonymous:
            client_of(hub).model_info(name)
        with pytest.raises(RepositoryNotFoundError) as known:
            HfApi(endpoint=hub.url, token="hf_made_up").model_info(name)
        assert anonymous.value.response.status_code == 401
        assert known.value.response.status_code == 404
        assert anonymous.value.response.headers["X-Error-Code"] == "RepoNotFound"

    def test_a_disabled_repository_is_refused(self, hub: LoopbackHub) -> None:
        with pytest.raises(DisabledRepoError) as refusal:
            client_of(hub).model_info("Birch/Model-4")
        assert refusal.value.response.status_code == 403

    def test_a_gated_model_tells_about_itself(self, hub: LoopbackHub) -> None:
        assert client_of(hub).model_info("Birch/Model-1").gated == "manual"

    def test_revisions(self, hub: LoopbackHub) -> None:
        api = client_of(hub)
        for revision in (None, "main", f"{3:040x}"):
            assert api.model_info("acme/Model-3", revision=revision).id == "acme/Model-3"
        with pytest.raises(RevisionNotFoundError, match="Invalid rev id: refs/pr/1"):
            api.model_info("acme/Model-3", revision="refs/pr/1")

    def test_a_request_cannot_write_headers(self, hub: LoopbackHub) -> None:
        response = get(hub, "/api/models/acme/Model-3/revision/a%0d%0aX-Made:%20yes%c3%a9")
        assert response.status_code == 404
        assert "X-Made" not in response.headers
        assert response.json() == {"error": "Invalid rev id: a\r\nX-Made: yesé"}

    def test_what_the_hub_does_not_have(self, hub: LoopbackHub) -> None:
        for method, target in [
            ("GET", "/api/models/a/b/c"),
            ("GET", "/"),
            ("GET", "/api/collections"),
            ("GET", "/api/models/../../etc/passwd"),
            ("POST", "/api/models"),
        ]:
            response = get_session().request(method, hub.url + target, content=b"{}")
            assert response.status_code == 404
            assert response.json()["error"] == response.headers["X-Error-Message"]
        with pytest.raises(HfHubHTTPError, match="Invalid user token"):
            client_of(hub).whoami(token="hf_made_up")


class TestHeaders:
    def test_an_answer_that_is_known_is_not_sent_again(self, hub: LoopbackHub) -> None:
        first, second = (get(hub, f"/api/models/acme/Model-{number}") for number in (3, 9))
        assert first.headers["ETag"] != second.headers["ETag"]
        again = get(
            hub,
            "/api/models/acme/Model-3",
            **{"If-None-Match": f'"other", {first.headers["ETag"]}'},
        )
        assert (again.status_code, again.content) == (304, b"")
        other = get(hub, "/api/models/acme/Model-9", **{"If-None-Match": first.headers["ETag"]})
        assert other.status_code == 200

    def test_head_tells_the_same_without_a_body(self, hub: LoopbackHub) -> None:
        head = get_session().head(hub.url + "/api/models/acme/Model-3")
        body = get(hub, "/api/models/acme/Model-3")
        assert head.content == b""
        for name in ("Content-Length", "ETag"):
            assert head.headers[name] == body.headers[name]

    def test_every_request_has_an_id_of_its_own(self, hub: LoopbackHub) -> None:
        targets = ("/api/models", "/api/models", "/api/models/a/b", "/nothing")
        assert len({get(hub, target).headers["X-Request-Id"] for target in targets}) == 4

    def test_one_connection_serves_many_requests(self, hub: LoopbackHub) -> None:
        with socket.create_connection(("127.0.0.1", int(hub.url.rsplit(":", 1)[1]))) as line:
            answers = line.makefile("rb")
            for _ in range(3):
                line.sendall(b"GET /nothing HTTP/1.1\r\nHost: hub\r\nContent-Length: 2\r\n\r\n{}")
                assert answers.readline() == b"HTTP/1.1 404 Not Found\r\n"
                length = [row for row in iter(answers.readline, b"\r\n") if b"Length" in row]
                assert json.loads(answers.read(int(length[0].split()[1])))


class TestRateLimit:
    def test_the_client_reads_how_much_is_left(self, tmp_path: Path) -> None:
        with LoopbackHub(hub_data(tmp_path, made_models(3)), rate_limit=4) as hub:
            targets = ("/api/models", "/api/models/nobody/nothing", "/api/models?sort=name")
            told = [parse_ratelimit_headers(get(hub, target).headers) for target in targets]
            get(hub, "/api/models")
            with pytest.raises(HfHubHTTPError, match="reached your 'api' rate limit") as refusal:
                client_of(hub).model_info("acme/Model-0")
        assert all(isinstance(info, RateLimitInfo) for info in told)
        assert [info.remaining for info in told if info] == [3, 2, 1]
        assert {(info.limit, info.window_seconds) for info in told if info} == {(4, 300)}
        response = refusal.value.response
        assert response.status_code == 429
        assert 0 < int(response.headers["Retry-After"]) <= 300

    def test_the_client_waits_until_the_window_ends(
        self, tmp_path: Path, slept: list[float]
    ) -> None:
        with LoopbackHub(hub_data(tmp_path, made_models(3)), rate_limit=1) as hub:
            get(hub, "/api/models")
            with pytest.raises(HfHubHTTPError):
                list(client_of(hub).list_models())
        assert len(slept) == 5
        assert all(295 <= seconds <= 301 for seconds in slept)

    def test_a_new_window_has_the_whole_limit(self) -> None:
        now = 1000.0
        limiter = RateLimiter(limit=2, window=300, clock=lambda: now)
        taken = [limiter.take() for _ in range(3)]
        assert [(left.remaining, left.is_exceeded) for left in taken] == [
            (1, False),
            (0, False),
            (0, True),
        ]
        now = 1299.5
        assert (limiter.take().is_exceeded, limiter.take().reset) == (True, 1)
        now = 1300.0
        assert (limiter.take().remaining, limiter.take().reset) == (1, 300)


class TestFaults:
    @pytest.mark.parametrize(
        "spec",
        [
            *("", "seed=7", "418:0.1", "429", "429:often", "429:1.1", "429:0.6,cut:0.6"),
            *("429:-0.1", "429:nan", "cut:0.1,cut:0.1", "speed=2", "429:0.1;cut:0.1"),
            "429:0.1,seed=x",
        ],
    )
    def test_a_wrong_spec_names_the_faults(self, spec: str) -> None:
        with pytest.raises(PtmError) as problem:
            FaultPlan.parse(spec)
        assert all(kind in str(problem.value) for kind in KINDS)
        assert repr(spec) in str(problem.value)

    def test_a_spec_is_read(self) -> None:
        plan = FaultPlan.parse("429:0.1, cut:0.02,seed=7,retry_after=1,stall=0.5")
        assert plan == FaultPlan({"429": 0.1, "cut": 0.02}, seed=7, retry_after=1, stall=0.5)

    def test_faults_come_at_their_rates_and_the_same_every_time(self) -> None:
        plan = FaultPlan.parse("429:0.1,500:0.05,timeout:0.01,cut:0.2,badjson:0.02,seed=3")
        drawn = [plan.draw(ordinal) for ordinal in range(20_000)]
        assert drawn == [plan.draw(ordinal) for ordinal in range(20_000)]
        counts = Counter(drawn)
        for kind, rate in plan.rates.items():
            assert counts[kind] / 20_000 == pytest.approx(rate, rel=0.2)
        other = FaultPlan(plan.rates, seed=4)
        assert drawn != [other.draw(ordinal) for ordinal in range(20_000)]

    def test_no_request_fails_for_ever(self) -> None:
        injector = FaultInjector(FaultPlan.parse("500:1"))
        outcomes = [injector.next("/a") for _ in range(2 * CONSECUTIVE_LIMIT + 2)]
        assert outcomes == ([*["500"] * CONSECUTIVE_LIMIT, None]) * 2

    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    def test_a_status(self, tmp_path: Path, status: int, slept: list[float]) -> None:
        plan = FaultPlan.parse(f"{status}:1,retry_after=2")
        with LoopbackHub(hub_data(tmp_path, made_models(5)), fault=plan) as hub:
            response = get(hub, "/api/models/acme/Model-3")
            listed = list(client_of(hub).list_models())
            with pytest.raises(HfHubHTTPError) as failure:
                client_of(hub).model_info("acme/Model-0")
        assert response.status_code == failure.value.response.status_code == status
        assert response.headers.get("Retry-After") == ("2" if status == 429 else None)
        assert len(listed) == 5
        assert slept == ([3, 3, 3] if status == 429 else [1, 2, 4])

    @pytest.mark.parametrize("kind", ["timeout", "cut"])
    def test_a_broken_connection(self, tmp_path: Path, kind: str, slept: list[float]) -> None:
        plan = FaultPlan.parse(f"{kind}:1,stall={STALL}")
        with LoopbackHub(hub_data(tmp_path, made_models(5)), fault=plan) as hub:
            with pytest.raises(httpx2.RemoteProtocolError):
                get(hub, "/api/models")
            with pytest.raises(httpx2.RemoteProtocolError):
                client_of(hub).model_info("acme/Model-0")
            assert len(list(client_of(hub).list_models())) == 5
        assert slept

    def test_a_stall_outlasts_the_client_and_not_the_hub(self, tmp_path: Path) -> None:
        plan = FaultPlan.parse("timeout:1,stall=600")
        before = set(threading.enumerate())
        with (
            LoopbackHub(hub_data(tmp_path, made_models(5)), fault=plan) as hub,
            pytest.raises(httpx2.ReadTimeout),
        ):
            client_of(hub).model_info("acme/Model-0", timeout=0.2)
        for thread in set(threading.enumerate()) - before:
            thread.join(timeout=20)
            assert not thread.is_alive()

    def test_cut_json_comes_as_a_whole_answer(self, tmp_path: Path) -> None:
        plan = FaultPlan.parse("badjson:1")
        with LoopbackHub(hub_data(tmp_path, made_models(5)), fault=plan) as hub:
            response = get(hub, "/api/models")
            assert response.status_code == 200
            assert int(response.headers["Content-Length"]) == len(response.content)
            for _ in range(CONSECUTIVE_LIMIT - 1):
                with pytest.raises(json.JSONDecodeError):
                    list(client_of(hub).list_models())
            whole = get(hub, "/api/models")
            assert whole.content.startswith(response.content)
            assert len(whole.json()) == 5

    def test_a_load_through_faults_is_whole(self, tmp_path: Path, slept: list[float]) -> None:
        models = made_models(400)
        plan = FaultPlan.parse(f"429:0.2,500:0.1,503:0.1,timeout:0.05,cut:0.1,seed=5,stall={STALL}")
        with LoopbackHub(hub_data(tmp_path, models), fault=plan) as hub:
            url, seen = f"{hub.url}/api/models?limit=10", Counter[str]()
            while url:
                response = _persistently(url)
                seen.update(listed_ids(response))
                url = response.links.get("next", {}).get("url", "")
            assert len(hub.requests) > 40 + 10
        assert seen == Counter(model["id"] for model in models)


def _persistently(url: str) -> httpx2.Response:
    response = http_backoff("GET", url)
    hf_raise_for_status(response)
    return response


class TestFolder:
    @pytest.mark.parametrize(
        ("files", "problem"),
        [
            ({}, "neither models_listing.json nor models_listing.jsonl"),
            ({"datasets_listing.json": "[]"}, "neither models_listing.json"),
            ({"models_listing.json": '[{"id": "a/b"}'}, "models_listing.json is not JSON"),
            ({"models_listing.json": '{"id": "a/b"}'}, "no JSON array"),
            ({"models_listing.json": '[{"id": "a/b"}, {"name": "c"}]'}, "record 2: not a record"),
            ({"models_listing.json": "[1]"}, "record 1: not a record"),
            ({"models_listing.jsonl": '{"id": "a/b"}\n\n{"id": '}, "line 3: not JSON"),
            ({"models_listing.jsonl": '{"id": "a/b"}\n{"id": "a/b"}'}, "line 2: a/b stands there"),
            ({"models_listing.json": "[]", "models_listing.jsonl": ""}, "holds both"),
            ({"models_listing.json": "[]", "datasets_listing.json": "["}, "datasets_listing.json"),
            ({"models_listing.json": "[]", "renames.json": '{"a": "b"}'}, "renames.json"),
            ({"models_listing.json": "[]", "renames.json": '{"models": {"a": 1}}'}, "renames.json"),
            ({"models_listing.json": "[]", "renames.json": ""}, "renames.json is not JSON"),
        ],
    )
    def test_a_folder_that_is_no_hub(
        self, tmp_path: Path, files: dict[str, str], problem: str
    ) -> None:
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        with pytest.raises(PtmError) as told:
            HubData.from_folder(tmp_path)
        assert problem in str(told.value)
        assert str(tmp_path) in str(told.value)

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(PtmError, match=r"no folder .*nowhere"):
            HubData.from_folder(tmp_path / "nowhere")

    def test_lines_serve_as_an_array_does(self, tmp_path: Path) -> None:
        models = made_models(20)
        (tmp_path / "array").mkdir()
        (tmp_path / "lines").mkdir()
        (tmp_path / "lines" / "models_listing.jsonl").write_text(
            "\n".join(json.dumps(model, indent=None) for model in models)
        )
        with (
            LoopbackHub(hub_data(tmp_path / "array", models)) as array,
            LoopbackHub(HubData.from_folder(tmp_path / "lines")) as lines,
        ):
            target = "/api/models?full=true&filter=r%C3%A9gion:%C3%A9t%C3%A9"
            assert len(get(lines, target).json()) == 20
            assert get(lines, target).content == get(array, target).content


class TestServer:
    def test_it_listens_on_the_loopback_only(self, hub: LoopbackHub) -> None:
        port = int(hub.url.rsplit(":", 1)[1])
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.2", port), timeout=1)

    def test_it_ends_with_its_block(self, tmp_path: Path) -> None:
        with LoopbackHub(hub_data(tmp_path, made_models(3))) as hub:
            port = int(hub.url.rsplit(":", 1)[1])
            kept_open = socket.create_connection(("127.0.0.1", port), timeout=20)
            kept_open.sendall(b"GET /api/models HTTP/1.1\r\nHost: hub\r\n\r\n")
            assert kept_open.recv(1) == b"H"
        with kept_open, kept_open.makefile("rb") as answer:
            assert answer.read().startswith(b"TTP/1.1 200 OK\r\n")  # up to the end of the stream
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))

    def test_a_port_in_use_is_told(self, hub: LoopbackHub, tmp_path: Path) -> None:
        port = int(hub.url.rsplit(":", 1)[1])
        data = HubData.from_folder(tmp_path)
        with pytest.raises(PtmError, match=rf"Port {port} of 127\.0\.0\.1 is in use.*--port"):
            LoopbackHub(data, port=port)
        with pytest.raises(PtmError, match="Port 70000"):
            LoopbackHub(data, port=70000)

    def test_an_interrupt_ends_it_quietly(self, tmp_path: Path) -> None:
        hub_data(tmp_path, made_models(3))
        program = textwrap.dedent(
            """
            import signal, sys
            from pathlib import Path
            from ingestion.loopback import HubData, LoopbackHub

            # a shell may have told its background jobs to ignore the interrupt
            signal.signal(signal.SIGINT, signal.default_int_handler)
            hub = LoopbackHub(HubData.from_folder(Path(sys.argv[1])))
            sys.stdout.write(hub.url + "\\n")
            sys.stdout.flush()
            hub.serve_forever()
            sys.stdout.write("ended\\n")
            """
        )
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ.copy(),
        )
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with httpx2.Client() as client:
            assert len(client.get(f"{url}/api/models").json()) == 3
            process.send_signal(signal.SIGINT)
            rest, errors = process.communicate(timeout=20)
        assert (process.returncode, rest, errors) == (0, "ended\n", "")


@pytest.fixture(scope="module")
def real_hub(shared_data: Path) -> Iterator[LoopbackHub]:
    with LoopbackHub(HubData.from_folder(shared_data / "huggingface")) as running:
        yield running


@pytest.mark.real_data
class TestRealData:
    def test_the_real_models_come_through_whole(
        self, real_hub: LoopbackHub, shared_data: Path
    ) -> None:
        listing = json.loads((shared_data / "huggingface" / "models_listing.json").read_bytes())
        url, records = f"{real_hub.url}/api/models?limit=1000", []
        while url:
            response = get_session().get(url)
            records += response.json()
            url = response.links.get("next", {}).get("url", "")
        assert len(records) == 3988
        by_id = {record["id"]: record for record in listing}
        assert {record["id"]: record for record in records} == by_id
        models = list(client_of(real_hub).list_models())
        assert {model.id for model in models} == set(by_id)
        assert len(list(client_of(real_hub).list_datasets(full=True))) == 708

    def test_selections_agree_with_the_file(self, real_hub: LoopbackHub, shared_data: Path) -> None:
        listing = json.loads((shared_data / "huggingface" / "models_listing.json").read_bytes())
        api = client_of(real_hub)
        mit = {model.id for model in api.list_models(filter=["license:mit", "pytorch"])}
        assert mit == {
            record["id"] for record in listing if {"license:mit", "pytorch"} <= set(record["tags"])
        }
        assert len(mit) > 100
        google = {model.id for model in api.list_models(author="google")}
        assert google == {record["id"] for record in listing if record["id"].startswith("google/")}

    def test_it_answers_what_the_hub_answered(self, shared_data: Path, tmp_path: Path) -> None:
        """The real Hub's recorded exchanges, replayed.

        A model that was recorded more than once is served as the first recording has it, so not
        every body is the recorded one; where it is, byte for byte, its ETag has to be too.
        """
        lines = (shared_data / "huggingface" / "recorded_exchanges.jsonl").read_text().splitlines()
        exchanges = [json.loads(line) for line in lines]
        records: dict[str, dict[str, Any]] = {}
        renames: dict[str, str] = {}
        for exchange in exchanges:
            if exchange["status"] == 200:
                record = records.setdefault(exchange["body"]["id"], {})
                record |= exchange["body"] | record
            else:
                present = exchange["headers"]["Location"].partition("?")[0]
                former = httpx2.URL(exchange["uri"]).path
                renames[former.removeprefix("/api/models/")] = present.removeprefix("/api/models/")
        for name in set(renames.values()) - set(records):
            records[name] = {"id": name}
        data = hub_data(tmp_path, list(records.values()), renames={"models": renames})
        statuses, same_tags = Counter[int](), 0
        with LoopbackHub(data) as hub:
            for exchange in exchanges:
                ours = get(hub, exchange["uri"].removeprefix("https://huggingface.co"))
                theirs = httpx2.Headers(exchange["headers"])
                statuses[ours.status_code] += 1
                assert ours.status_code == exchange["status"]
                assert ours.headers["Content-Type"] == theirs["Content-Type"]
                assert ours.headers.get("Location") == theirs.get("Location")
                if exchange["status"] == 307:
                    assert ours.text == exchange["body"]
                elif "expand" in exchange["uri"]:
                    assert set(ours.json()) == set(exchange["body"])
                else:
                    assert set(ours.json()) >= set(exchange["body"])
                    assert "inferenceProviderMapping" not in ours.json()
                same_tags += "ETag" in theirs and ours.headers["ETag"] == theirs["ETag"]
        assert statuses == {200: 44, 307: 4}
        assert same_tags > 20
