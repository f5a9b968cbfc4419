"""What is asked of a hub about each PTM: once, in order, and with every miss recorded."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from conftest import raw_contents
from ingestion.config import DataFolder
from ingestion.errors import PtmError
from ingestion.http import HubClient
from ingestion.loopback import FaultPlan, HubData, LoopbackHub
from ingestion.raw import RAW_TABLES
from ingestion.sources import huggingface
from ingestion.sources.huggingface import Request, Selection, package
from ingestion.sources.huggingface.endpoints import files
from small_hub import HOSTILE, hub_data, made_details, made_model, sha

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DAY_1, DAY_2 = "2024-05-01T12:00:00", "2024-05-03T12:00:00"
EVERYTHING = list(huggingface.DETAILS)
PTM_COUNT = 8


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> HubData:
    models = [made_model(number) for number in range(PTM_COUNT)]
    folder = tmp_path_factory.mktemp("hub") / "hub"
    return hub_data(folder, models, [made_details(model) for model in models])


@pytest.fixture
def hub(data: HubData) -> Iterator[LoopbackHub]:
    with LoopbackHub(data) as running:
        yield running


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between tries nobody waits; the clock stands."""
    clock = SimpleNamespace(**{**vars(time), "sleep": lambda _seconds: None})
    monkeypatch.setattr("huggingface_hub.utils._http.time", clock)
    monkeypatch.setattr("ingestion.http.time", clock)
    monkeypatch.setattr("ingestion.http.RETRY_WAIT_SECONDS", 0.0)
    monkeypatch.setenv("PTM_NOW", DAY_1)


@pytest.fixture(scope="module")
def whole(
    data: HubData, initialised: DataFolder, tmp_path_factory: pytest.TempPathFactory
) -> DataFolder:
    """A folder with everything that the hub tells; not to be written."""
    folder = DataFolder(shutil.copytree(initialised.root, tmp_path_factory.mktemp("all") / "data"))
    with pytest.MonkeyPatch.context() as patched, LoopbackHub(data) as hub:
        patched.setenv("PTM_NOW", DAY_1)
        listed(folder, hub)
        load(folder, hub)
    return folder


@pytest.fixture
def loaded(whole: DataFolder, tmp_path: Path) -> DataFolder:
    """`whole`, for a test that goes on from there."""
    return DataFolder(shutil.copytree(whole.root, tmp_path / "loaded"))


def quiet(_count: int, _doing: str) -> None:
    """Progress that nobody watches."""


def listed(folder: DataFolder, hub: LoopbackHub) -> None:
    huggingface.load_listing(
        folder,
        HubClient(hub.url),
        Request("models"),
        observed_at=None,
        allow_shrink=False,
        progress=quiet,
    )


def load(
    folder: DataFolder,
    hub: LoopbackHub,
    names: list[str] | None = None,
    progress: Any = quiet,
    **selection: Any,
) -> dict[str, tuple[dict[str, int], int]]:
    """Endpoint → statuses of what was asked, and how much was there."""
    tallies = huggingface.load_details(
        folder, HubClient(hub.url), names or EVERYTHING, Selection(**selection), progress
    )
    return {tally.endpoint: (dict(tally.statuses), tally.had) for tally in tallies}


def query(folder: DataFolder, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder.raw_database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def rows_of(folder: DataFolder) -> dict[str, list[tuple[Any, ...]]]:
    """All rows but those that say how they were got."""
    contents = raw_contents(folder)
    return {name: rows for name, rows in contents.items() if not re.search("fetch|listi", name)}


def asked(hub: LoopbackHub) -> list[str]:
    """What was asked of single repositories and papers."""
    return [target for _, target in hub.requests if not target.startswith("/api/models?")]


class TestWhole:
    def test_every_table_has_what_the_hub_knows(self, whole: DataFolder) -> None:
        counts = {name.split(".")[1]: len(rows) for name, rows in rows_of(whole).items() if rows}

        assert counts == {
            "model_versions": PTM_COUNT,
            "model_observations": PTM_COUNT,
            "commits": 2 * PTM_COUNT,
            "commit_files": 5 * PTM_COUNT,
            "refs": 3 * PTM_COUNT,
            "discussions": 2 * PTM_COUNT,
            "discussion_events": 4 * PTM_COUNT,
            "snapshots": PTM_COUNT,
            "files": 2 * PTM_COUNT,
            "cards": PTM_COUNT,
            "papers": 2,
        }
        assert query(
            whole,
            "select path, change, old_path, size_bytes, lfs_sha256[1] "
            "from huggingface.commit_files where id = 'acme/m-1' order by all",
        ) == [
            ("README.md", "added", None, None, None),
            ("README.md", "removed", None, None, None),
            ("m.safetensors", "added", None, 9, "b"),
            ("new name.bin", "renamed", "old name.bin", None, None),
            ("old name.bin", "added", None, 7, "a"),
        ]
        assert query(
            whole,
            "select path, size_bytes, lfs_sha256[1], security_status, is_complete, total_bytes "
            "from huggingface.files inner join huggingface.snapshots using (id, revision) "
            "where id = 'acme/m-1' order by all",
        ) == [
            ("README.md", 5, None, None, True, 14),
            ("weights/m.safetensors", 9, "b", "unsafe", True, 14),
        ]
        assert query(
            whole,
            "select ref, ref_type from huggingface.refs where id = 'acme/m-1' order by all",
        ) == [
            ("refs/heads/main", "branch"), ("refs/pr/2", "pull_request"), ("refs/tags/v1", "tag"),
        ]  # fmt: skip

    def test_hostile_text_stays_as_it_is_and_e_mails_do_not(self, whole: DataFolder) -> None:
        ((title,),) = query(
            whole,
            "select payload from huggingface.commits where id = 'acme/m-1' and position = 0",
        )
        ((text, size, is_cut),) = query(
            whole, "select text, byte_count, is_cut from huggingface.cards where id = 'acme/m-1'"
        )
        assert json.loads(title)["title"] == f"commit 1 {HOSTILE}"
        assert json.loads(title)["message"] == "for\n[e-mail]\n\nCo-authored-by: Ada <[e-mail]>"
        assert text.endswith(HOSTILE)
        assert text.startswith("---\nlicense: mit\n---\nWrite to [e-mail]\n")
        assert (size, is_cut) == (len(made_details(made_model(1))["card"].encode()), False)
        assert "mail.example" not in repr(raw_contents(whole))

    def test_each_answer_is_recorded_with_the_commit_it_is_for(self, whole: DataFolder) -> None:
        found = query(
            whole,
            "select endpoint, status, revision, entity from huggingface.fetches "
            "where item = 'acme/m-1' order by all",
        )
        commit = made_model(1)["sha"]
        of_a_commit = {"card", "commit_files", "commits", "discussion", "files"}
        assert found == [
            (endpoint, "ok", commit if endpoint in of_a_commit else None, "models")
            for endpoint in ("card", "commit_files", "commits", "discussion", "discussions",
                             "files", "refs")
        ]  # fmt: skip
        assert query(
            whole,
            "select item, status from huggingface.fetches where entity = 'papers' order by all",
        ) == [
            ("1810.04805", "ok"), ("2401.00000", "not_found"), ("2401.00001", "ok"),
            ("2401.00002", "not_found"),
        ]  # fmt: skip

    def test_a_second_run_asks_nothing(self, loaded: DataFolder, hub: LoopbackHub) -> None:
        before, rows = len(hub.requests), raw_contents(loaded)

        found = load(loaded, hub)

        assert len(hub.requests) == before
        assert found["commits"] == ({}, PTM_COUNT)
        assert raw_contents(loaded) == rows

    def test_what_changed_since_is_asked_and_nothing_else(
        self, loaded: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        models = [made_model(number) for number in range(PTM_COUNT)]
        models[1] = made_model(1, day=2)
        told = [made_details(model) for model in models]
        told[1] = made_details(models[1], day=2)
        told[2]["discussions"] = []
        monkeypatch.setenv("PTM_NOW", DAY_2)
        with LoopbackHub(hub_data(tmp_path / "later", models, told)) as later:
            listed(loaded, later)
            load(loaded, later)
            targets = asked(later)

        name = models[1]["id"]
        # refs and lists of discussions are asked by ETag, which costs a request and no more
        conditional = [path for path in targets if re.search(r"/(refs|discussions)\?", path)]
        assert len(conditional) == 2 * PTM_COUNT
        others = [path for path in targets if path not in conditional]
        missing_papers = [path for path in others if path.startswith("/api/papers/")]
        assert missing_papers == []
        assert {re.sub(r"[?0-9a-f.]{40,}.*|/[12]$", "", path) for path in others} == {
            f"/api/models/{name}/commits/", f"/api/models/{name}/compare/",
            f"/api/models/{name}/tree/", f"/{name}/resolve/", f"/api/resolve-cache/models/{name}/",
            f"/api/models/{name}/discussions",
        }  # fmt: skip
        assert len([path for path in others if "/compare/" in path]) == 1
        counts = dict(
            query(loaded, "select id, count(*) from huggingface.discussions group by all")
        )
        assert counts.get(models[2]["id"]) is None
        assert counts[name] == 2
        assert query(
            loaded, f"select count(distinct revision) from huggingface.files where id = '{name}'"
        ) == [(2,)]

    def test_status_tells_what_there_is_and_what_is_left(
        self, loaded: DataFolder, run_main: Callable[..., tuple[int, str, str]]
    ) -> None:
        status, out, _ = run_main("status", data_dir=loaded.root)

        assert status == 0
        for source in RAW_TABLES:
            assert re.search(rf"^\W*{source}\W+\d", out, re.MULTILINE), out
        rows = [
            row
            for table, found in raw_contents(loaded).items()
            if table.startswith("huggingface.")
            for row in found
        ]
        assert re.search(rf"huggingface\W+{len(rows)}\W", out), out
        assert re.search(r"commit_files\W+8 ok\W+0", out), out
        assert re.search(r"paper\W+2 not_found, 2 ok", out), out


class TestSelection:
    def test_threshold_limit_and_owner_choose_by_downloads(
        self, folder: DataFolder, hub: LoopbackHub
    ) -> None:
        listed(folder, hub)

        load(folder, hub, ["refs"], min_downloads=500)
        assert [path.split("/")[4] for path in asked(hub)] == [f"m-{number}" for number in range(6)]

        load(folder, hub, ["cards"], limit=2)
        assert {path.split("/")[2] for path in asked(hub) if "/resolve/" in path} == {"m-0", "m-1"}

        load(folder, hub, ["commits"], owner="birch", min_downloads=0)
        assert [path.split("/")[4] for path in asked(hub) if "/commits/" in path] == ["m-0", "m-4"]

    def test_without_a_listing_the_next_step_is_named(
        self, folder: DataFolder, hub: LoopbackHub
    ) -> None:
        with pytest.raises(PtmError, match=r"No PTM has been listed.*--only models"):
            load(folder, hub, ["refs"])

    def test_a_commit_that_no_listing_told_is_asked_for(
        self, folder: DataFolder, tmp_path: Path
    ) -> None:
        model = made_model(1)
        told = made_details(model)
        with LoopbackHub(hub_data(tmp_path / "hub", [model], [told])) as hub:
            huggingface.load_listing(
                folder,
                HubClient(hub.url),
                Request("models", expand=("downloads",)),
                observed_at=None,
                allow_shrink=False,
                progress=quiet,
            )
            load(folder, hub, ["files"])

        assert query(folder, "select revision from huggingface.snapshots") == [(model["sha"],)]


class TestInterruption:
    def test_the_next_run_asks_for_the_rest_and_leaves_what_one_run_leaves(
        self,
        folder: DataFolder,
        hub: LoopbackHub,
        whole: DataFolder,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(package, "PACKAGE_REPOSITORIES", 3)
        listed(folder, hub)

        def stop(done: int, _doing: str) -> None:
            if done == 5:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            load(folder, hub, progress=stop)
        first = asked(hub)
        load(folder, hub)
        both = asked(hub)

        assert first
        assert len(both) > len(first)
        assert [path for path, count in Counter(both).items() if count > 1] == []
        assert rows_of(folder) == rows_of(whole)

    def test_what_was_answered_before_a_landing_is_cut_is_asked_again(
        self, folder: DataFolder, hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        listed(folder, hub)

        def cut(_landing: Any, _rows: Any) -> None:
            raise KeyboardInterrupt  # the rows are landed, the records that say so are not

        with monkeypatch.context() as patched:
            patched.setattr(package.Landing, "record", cut)
            with pytest.raises(KeyboardInterrupt):
                load(folder, hub, ["commits", "refs"])
        assert query(folder, "select count(*) from huggingface.commits") == [(2 * PTM_COUNT,)]
        load(folder, hub, ["commits", "refs"])

        assert query(folder, "select count(*) from huggingface.commits") == [(2 * PTM_COUNT,)]
        assert query(folder, "select count(*) from huggingface.refs") == [(3 * PTM_COUNT,)]


class TestFaults:
    def test_one_in_ten_faults_change_nothing(
        self, folder: DataFolder, data: HubData, whole: DataFolder
    ) -> None:
        plan = FaultPlan.parse("429:0.02,500:0.02,503:0.02,cut:0.02,badjson:0.02,seed=3")

        with LoopbackHub(data, fault=plan) as ill:
            listed(folder, ill)
            load(folder, ill)
            repeated = [path for path, count in Counter(asked(ill)).items() if count > 1]

        assert repeated
        assert rows_of(folder) == rows_of(whole)

    def test_what_fails_for_good_is_named_and_the_rest_goes_on(
        self, folder: DataFolder, hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        listed(folder, hub)
        api = hub._server.api
        original = api.answer
        ill = ["/api/models/acme/m-2/commits/", "/acme/m-3/resolve/"]

        def answer(method: str, target: str, access: Any) -> Any:
            found = original(method, target, access)
            if any(target.startswith(path) for path in ill):
                return SimpleNamespace(status=503, body=b"{}", headers=(), content_type="text/html")
            return found

        monkeypatch.setattr(api, "answer", answer)
        with pytest.raises(
            PtmError, match=r"^2 of \d+ answers are missing: commits of acme/m-2; card of acme/m-3"
        ):
            load(folder, hub, ["commits", "cards"])
        assert query(
            folder,
            "select item, endpoint, http_status from huggingface.fetches where status = 'failed'"
            " order by all",
        ) == [("acme/m-2", "commits", 503), ("acme/m-3", "card", 503)]
        assert query(folder, "select count(distinct id) from huggingface.commits") == [(7,)]

        ill.clear()
        before = len(hub.requests)
        load(folder, hub, ["commits", "cards"])
        # the card's file is behind a redirect
        assert len(hub.requests) - before == 3
        assert query(folder, "select count(*) from huggingface.fetches where status != 'ok'") == [
            (0,)
        ]

    def test_a_hub_that_stalls_ends_the_load_and_what_was_answered_is_there(
        self, loaded: DataFolder, run_main: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = rows_of(loaded)
        monkeypatch.setattr("ingestion.http.TIMEOUT_SECONDS", 0.05)
        monkeypatch.setenv("PTM_NOW", DAY_2)
        with (
            socket.create_server(("127.0.0.1", 0)) as stalled,
            duckdb.connect(str(loaded.raw_database)) as raw,
        ):
            raw.execute("update huggingface.fetches set status = 'failed'")
            raw.close()
            status, _, err = run_main(
                "load", "huggingface", "--only", "commits,cards", data_dir=loaded.root,
                HF_ENDPOINT=f"http://127.0.0.1:{stalled.getsockname()[1]}",
            )  # fmt: skip

        assert status == 1
        assert err.startswith("Error: The hub at http://127.0.0.1:")
        assert re.search(r"cannot be reached \(ReadTimeout.*run the same command again", err)
        assert len(err.splitlines()) == 1
        assert rows_of(loaded) == before


class TestStates:
    def test_gated_disabled_deleted_and_empty_are_no_failures(
        self, folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        models = [made_model(number) for number in range(5)]
        models[0]["gated"] = "manual"
        models[1]["disabled"] = True
        del models[3]["sha"]  # an empty repository
        told = [made_details(models[number]) for number in (0, 1, 2, 4)]
        del told[3]["card"]
        with LoopbackHub(hub_data(tmp_path / "hub", models, told)) as hub:
            listed(folder, hub)
        left = [model for model in models if model is not models[2]]
        with LoopbackHub(hub_data(tmp_path / "later", left, told)) as hub:
            load(folder, hub, ["commits", "files", "cards"])
            before = len(hub.requests)
            load(folder, hub, ["commits", "files", "cards"])
            assert len(hub.requests) == before
            monkeypatch.setenv("PTM_NOW", DAY_2)
            load(folder, hub, ["cards"])
            again = {path.split("/resolve")[0] for path in asked(hub)[before:]}
            assert f"/{models[0]['id']}" in again

        found = {
            (item, endpoint): status
            for item, endpoint, status in query(
                folder, "select item, endpoint, status from huggingface.fetches where "
                "endpoint in ('commits', 'files', 'card')"
            )
        }  # fmt: skip
        names = [model["id"] for model in models]
        assert found[names[0], "card"] == "gated"
        assert {found[names[1], endpoint] for endpoint in ("commits", "files", "card")} == {
            "disabled"
        }
        assert {found[names[2], endpoint] for endpoint in ("commits", "files", "card")} == {
            "not_found"
        }
        assert found[names[3], "card"] == "not_found"
        assert found[names[4], "card"] == "not_found"
        assert found[names[4], "commits"] == "ok"
        assert set(found.values()) <= {"ok", "gated", "disabled", "not_found"}

    def test_a_large_card_and_a_large_tree(
        self, folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # the Hub's description names no most for `limit`
        monkeypatch.setattr("ingestion.loopback.repository.EXPANDED_PER_PAGE", 1000)
        models = [made_model(0), made_model(1)]
        told = [made_details(model) for model in models]
        told[0]["card"] = "é" * 20_000_000
        told[1]["tree"] = [
            {"type": "file", "path": f"data/{number:06}.bin", "size": 1, "oid": sha(number)}
            for number in range(60_000)
        ]
        with LoopbackHub(hub_data(tmp_path / "hub", models, told)) as hub:
            listed(folder, hub)
            load(folder, hub, ["cards", "files"])
            # a page is asked for once, and nothing besides: time grows with the tree alone
            pages = [target for target in asked(hub) if "/acme/m-1/tree/" in target]
            monkeypatch.setattr(files, "MAX_FILES", 50_000)
            with duckdb.connect(str(folder.raw_database)) as raw:
                raw.execute("delete from huggingface.fetches where endpoint = 'files'")
                whole = raw.execute("from huggingface.snapshots order by all").fetchall()
                paths = raw.execute(
                    "select count(*), count(distinct path), sum(size_bytes) "
                    "from huggingface.files where id = 'acme/m-1'"
                ).fetchall()
            load(folder, hub, ["files"])

        assert len(pages) == 61  # 60,000 files and the folder that they are in
        assert paths == [(60_000, 60_000, 60_000)]
        assert [(row[4], row[5], row[7]) for row in whole] == [
            (True, 60_000, None), (True, 2, None)
        ]  # fmt: skip
        assert query(
            folder,
            "select byte_count, is_cut, length(text), right(text, 1) from huggingface.cards "
            "order by byte_count desc limit 1",
        ) == [(40_000_000, True, 2**20, "é")]
        assert query(
            folder,
            "select error from huggingface.fetches where error is not null order by all",
        ) == [("more than 50,000 files",), ("the card was read up to 2 MB",)]
        assert query(
            folder,
            "select is_complete, file_count, cut_reason from huggingface.snapshots order by all",
        ) == [(False, 50_000, "more than 50,000 files"), (True, 2, None)]
        assert query(folder, "select count(*) from huggingface.files where id = 'acme/m-1'") == [
            (50_000,)
        ]


class TestTokens:
    TOKEN = "hf_" + "Secret" * 5

    @pytest.mark.parametrize("uses", [0, 6], ids=["bad", "revoked in the middle"])
    def test_a_refused_token_ends_the_load_in_a_sentence_and_is_shown_nowhere(
        self, folder: DataFolder, data: HubData, run_main: Any, uses: int
    ) -> None:
        with LoopbackHub(data, valid_tokens=[self.TOKEN]) as hub:
            listed(folder, hub)
            hub.tokens.revoke(self.TOKEN, after=uses)
            status, out, err = run_main(
                "load", "huggingface", "--only", "commits,refs",
                data_dir=folder.root, HF_ENDPOINT=hub.url, HF_TOKEN=self.TOKEN,
            )  # fmt: skip

        assert status == 1
        assert err.startswith("Error: ")
        assert len(err.splitlines()) == 1
        assert "HF_TOKEN" in err
        assert self.TOKEN not in out + err
        assert self.TOKEN.encode() not in folder.raw_database.read_bytes()
        assert query(
            folder, "select count(*) from huggingface.fetches where status = 'ok' "
            "and endpoint != 'listing'"
        ) == [(uses,)]  # fmt: skip


class TestOptions:
    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (("--only", "models,forks"), "--only does not know 'forks'"),
            (("--expand", "sha,colour"), "--expand does not know 'colour' for models"),
            (("--only", "refs", "--expand", "sha"), "--only names none"),
        ],
    )
    def test_a_wrong_choice_is_named(
        self, folder: DataFolder, run_main: Any, options: tuple[str, ...], said: str
    ) -> None:
        status, _, err = run_main("load", "huggingface", *options, data_dir=folder.root)

        assert status == 1
        assert said in err
        assert len(err.splitlines()) == 1

    def test_chosen_keys_are_asked_for(
        self, folder: DataFolder, hub: LoopbackHub, run_main: Any
    ) -> None:
        status, out, _ = run_main(
            "load", "huggingface", "--only", "models,refs", "--expand", "sha,downloads",
            "--limit", "2", data_dir=folder.root, HF_ENDPOINT=hub.url,
        )  # fmt: skip

        assert status == 0
        assert re.findall(r"expand=(\w+)", hub.requests[0][1]) == ["sha", "downloads"]
        assert "refs: 2 ok; 0 were there" in out


class TestFullDisk:
    def test_a_file_size_limit_is_said_and_what_is_there_stays(
        self, folder: DataFolder, tmp_path: Path
    ) -> None:
        models = [made_model(number) for number in range(4)]
        told = [made_details(model) for model in models]
        noise = "".join(
            hashlib.sha256(bytes([n % 256, n // 256])).hexdigest() for n in range(30000)
        )
        for line in told:
            line["card"] = noise
        with LoopbackHub(hub_data(tmp_path / "hub", models, told)) as hub:
            listed(folder, hub)
            load(folder, hub, ["refs"])
            before = raw_contents(folder)
            program = (
                "import resource, sys; size = int(sys.argv.pop(1)); "
                "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)); "
                "from ingestion.cli import main; main()"
            )
            limit = folder.raw_database.stat().st_size + 65536
            done = subprocess.run(
                [sys.executable, "-c", program, str(limit), "load", "huggingface",
                 "--only", "cards"],
                env=os.environ | {"PTM_DATA_DIR": str(folder.root), "HF_ENDPOINT": hub.url},
                capture_output=True, text=True, check=False,
            )  # fmt: skip

        assert done.returncode == 1, done.stderr
        assert done.stderr.startswith("Error: "), done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert raw_contents(folder) == before
