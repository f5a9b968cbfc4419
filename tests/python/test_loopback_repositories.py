"""The inside of repositories, as the loopback hub answers for it and the real client reads it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from huggingface_hub import HfApi, get_hf_file_metadata, get_session, hf_hub_url
from huggingface_hub.community import (
    DiscussionComment,
    DiscussionCommit,
    DiscussionStatusChange,
    DiscussionTitleChange,
)
from huggingface_hub.errors import (
    DisabledRepoError,
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import RepoFile, RepoFolder
from jsonschema import Draft202012Validator

from ingestion.errors import PtmError
from ingestion.loopback import FaultPlan, HubData, LoopbackHub
from ingestion.loopback.repository import EMPTY_TREE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx2

MODEL = "heron/tarn"
COMMIT_COUNT = 120
PATHS_COUNT = 2_300
CARD = "---\nlicense: mit\n---\n# {{ 7*7 }} <script>héron</script> '; drop table ptms; --\n"


def sha(number: int) -> str:
    return f"{number:040x}"


def user(name: str) -> dict[str, Any]:
    return {
        "_id": f"{len(name):024x}",
        "avatarUrl": "/avatars/heron.svg",
        "fullname": name.title(),
        "name": name,
        "type": "user",
        "isPro": False,
        "isHf": False,
        "isHfAdmin": False,
        "isMod": False,
    }


def event(number: int, kind: str, data: dict[str, Any], author: str | None) -> dict[str, Any]:
    told = {
        "id": f"{number:024x}",
        "type": kind,
        "createdAt": "2026-01-02T03:04:05.000Z",
        "data": data,
    }
    return told | ({"author": user(author)} if author else {})


def comment(text: str) -> dict[str, Any]:
    latest = {"raw": text, "html": text, "updatedAt": "2026-01-02T03:04:05.000Z"}
    return {"edited": False, "hidden": False, "latest": latest, "numEdits": 0, "history": []}


EVENTS = [
    event(1, "comment", comment("Is it safe?"), "ada"),
    event(2, "title-change", {"from": "Safe", "to": "Safe?"}, None),
    event(3, "commit", {"subject": "Convert", "oid": sha(9)}, "ada"),
    event(4, "status-change", {"status": "merged"}, "ada"),
    event(5, "reference", {"number": 1}, "ada"),
]

TREE = [
    {"type": "file", "oid": sha(70), "size": len(CARD.encode()), "path": "README.md"},
    {
        "type": "file",
        "oid": sha(71),
        "size": 3_000_000_000,
        "path": "weights/model.safetensors",
        "lfs": {"oid": "ab" * 32, "size": 3_000_000_000, "pointerSize": 135},
        "xetHash": "cd" * 32,
        "lastCommit": {"id": sha(119), "title": "Weights", "date": "2026-01-01T00:00:00.000Z"},
        "securityFileStatus": {
            "status": "unsafe",
            "avScan": {"status": "safe"},
            "pickleImportScan": {
                "status": "unsafe",
                "pickleImports": [{"module": "os", "name": "system", "safety": "dangerous"}],
            },
        },
    },
    *(
        {"type": "file", "oid": sha(number), "size": number, "path": f"data/{number:05}.txt"}
        for number in range(PATHS_COUNT)
    ),
]

PAPER = {
    "id": "2413.00001",
    "title": "Tarns",
    "summary": "Small lakes.",
    "publishedAt": "2026-01-01T00:00:00.000Z",
    "discussionId": "a" * 24,
    "linkedModels": [
        {
            "author": "heron",
            "id": MODEL,
            "downloads": 3,
            "likes": 1,
            "availableInferenceProviders": [],
            "isLikedByUser": False,
            "lastModified": "2026-01-01T00:00:00.000Z",
            "private": False,
            "repoType": "model",
            "gated": False,
        }
    ],
}

DETAILS = [
    {
        "kind": "models",
        "id": MODEL,
        "commits": [
            {
                "id": sha(number),
                "title": f"Commit <{number}>",
                "message": "",
                "authors": [{"user": "ada", "avatar": "/a.svg"}] if number % 2 else [],
                "date": "2026-01-01T00:00:00.000Z",
            }
            for number in range(COMMIT_COUNT, 0, -1)
        ],
        "commit_files": {
            sha(1): [{"path": ".gitattributes", "change": "added", "size_bytes": 10}],
            sha(2): [
                {"path": "w.bin", "change": "added", "size_bytes": 5, "lfs_sha256": "12" * 32}
            ],
            sha(3): [
                {"path": "w.bin", "change": "modified", "size_bytes": 7, "lfs_sha256": "34" * 32},
                {"path": "old name.txt", "change": "added", "size_bytes": 1},
            ],
            sha(4): [
                {"path": "new.txt", "old_path": "old name.txt", "change": "renamed"},
                {"path": "w.bin", "change": "removed", "size_bytes": 7, "lfs_sha256": "34" * 32},
            ],
        },
        "refs": {
            "branches": [
                {"name": "main", "ref": "refs/heads/main", "targetCommit": sha(COMMIT_COUNT)},
                {"name": "half", "ref": "refs/heads/half", "targetCommit": sha(60)},
            ],
            "tags": [{"name": "v1", "ref": "refs/tags/v1", "targetCommit": sha(2)}],
            "converts": [
                {"name": "parquet", "ref": "refs/convert/parquet", "targetCommit": sha(3)}
            ],
            "pullRequests": [{"name": "2", "ref": "refs/pr/2", "targetCommit": sha(4)}],
        },
        "discussions": [
            {
                "num": number,
                "title": f"Talk {number}",
                "status": ("open", "merged", "closed", "draft")[number % 4],
                "isPullRequest": number % 4 in (1, 3),
                "createdAt": "2026-01-02T03:04:05.000Z",
                **({"author": user("ada")} if number % 3 else {}),
                "events": EVENTS if number == 1 else EVENTS[:1],
            }
            for number in range(1, 108)
        ],
        "tree": TREE,
        "card": CARD,
    },
    {"kind": "models", "id": "heron/gated", "tree": TREE[:1], "card": CARD},
    {"kind": "datasets", "id": "heron/pond", "card": "A pond.\n"},
    {"kind": "spaces", "id": "heron/reeds", "card": "Reeds.\n"},
]

MODELS = [
    {"id": MODEL, "_id": "1" * 24, "sha": sha(COMMIT_COUNT), "siblings": [], "gated": False},
    {"id": "heron/gated", "_id": "2" * 24, "sha": sha(500), "gated": "manual"},
    {"id": "heron/off", "_id": "3" * 24, "sha": sha(501), "disabled": True},
    {"id": "heron/empty", "_id": "4" * 24},
    {"id": "heron/bare", "_id": "5" * 24, "sha": sha(502)},
    {"id": "solo", "_id": "6" * 24, "sha": sha(503)},
    {"id": "solo/refs", "_id": "7" * 24, "sha": sha(504)},
]
SPACES = [
    {
        "id": "heron/reeds",
        "_id": "8" * 24,
        "sdk": "gradio",
        "sha": sha(600),
        "models": [MODEL],
        "likes": 4,
        "tags": ["gradio"],
        "cardData": {"title": "Reeds"},
        "runtime": {"stage": "RUNNING", "hardware": {"current": None, "requested": None}},
    }
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> HubData:
    folder = tmp_path_factory.mktemp("hub")
    (folder / "models_listing.json").write_text(json.dumps(MODELS))
    (folder / "datasets_listing.json").write_text(
        json.dumps([{"id": "heron/pond", "sha": sha(700)}])
    )
    (folder / "spaces_listing.jsonl").write_text("\n".join(map(json.dumps, SPACES)))
    (folder / "papers.jsonl").write_text(json.dumps(PAPER))
    (folder / "details.jsonl").write_text("\n".join(map(json.dumps, DETAILS)))
    (folder / "renames.json").write_text(
        json.dumps({"models": {"heron/pool": MODEL}, "spaces": {"old/reeds": "heron/reeds"}})
    )
    return HubData.from_folder(folder)


@pytest.fixture
def hub(data: HubData) -> Iterator[LoopbackHub]:
    with LoopbackHub(data) as running:
        yield running


@pytest.fixture
def api(hub: LoopbackHub) -> HfApi:
    return HfApi(endpoint=hub.url, token=False)


def get(hub: LoopbackHub, target: str, **headers: str) -> httpx2.Response:
    return get_session().get(hub.url + target, headers=headers, follow_redirects=False)


class TestHistory:
    def test_the_client_reads_every_commit(self, hub: LoopbackHub, api: HfApi) -> None:
        commits = api.list_repo_commits(MODEL)
        assert [commit.commit_id for commit in commits] == [
            sha(number) for number in range(COMMIT_COUNT, 0, -1)
        ]
        assert {tuple(commit.authors) for commit in commits} == {("ada",), ()}
        assert len(hub.requests) == 3  # pages of 50

    def test_a_formatted_title_is_escaped(self, api: HfApi) -> None:
        assert api.list_repo_commits(MODEL, formatted=True)[0].formatted_title == (
            f"Commit &lt;{COMMIT_COUNT}&gt;"
        )

    @pytest.mark.parametrize(("revision", "count"), [("half", 60), ("v1", 2), (sha(7), 7)])
    def test_history_leads_to_the_revision(self, api: HfApi, revision: str, count: int) -> None:
        assert len(api.list_repo_commits(MODEL, revision=revision)) == count

    def test_total_and_limit(self, hub: LoopbackHub) -> None:
        response = get(hub, f"/api/models/{MODEL}/commits/refs%2Fpr%2F2?limit=3&p=1")
        assert [entry["id"] for entry in response.json()] == [sha(1)]
        assert response.headers["X-Total-Count"] == "4"
        assert "next" not in response.links

    def test_refs(self, api: HfApi) -> None:
        refs = api.list_repo_refs(MODEL, include_pull_requests=True)
        assert [ref.ref for ref in refs.branches] == ["refs/heads/main", "refs/heads/half"]
        assert refs.tags[0].target_commit == sha(2)
        assert refs.converts[0].ref == "refs/convert/parquet"
        assert refs.pull_requests is not None
        assert [ref.name for ref in refs.pull_requests] == ["2"]
        assert api.list_repo_refs(MODEL).pull_requests is None
        assert [ref.target_commit for ref in api.list_repo_refs("heron/bare").branches] == [
            sha(502)
        ]

    def test_the_diff_names_what_a_commit_changed(self, hub: LoopbackHub) -> None:
        def compared(revisions: str) -> list[str]:
            text = get(hub, f"/api/models/{MODEL}/compare/{revisions}").json()
            return [line for line in text.splitlines() if not line.startswith(("index", "@@"))]

        assert compared(f"{EMPTY_TREE}..{sha(1)}")[:2] == [
            "diff --git a/.gitattributes b/.gitattributes",
            "new file mode 100644",
        ]
        assert compared(f"{sha(2)}^..{sha(2)}") == [
            "diff --git a/w.bin b/w.bin",
            "new file mode 100644",
            "--- /dev/null",
            "+++ b/w.bin",
            "+version https://git-lfs.github.com/spec/v1",
            f"+oid sha256:{'12' * 32}",
            "+size 5",
        ]
        assert "+size 7" in compared(f"{sha(2)}..{sha(3)}")
        assert {"rename from old name.txt", "rename to new.txt", "deleted file mode 100644"} <= set(
            compared(f"{sha(3)}...{sha(4)}")
        )
        assert compared(f"{sha(5)}..{sha(9)}") == []

    def test_changes_of_several_commits_are_told_as_one(self, hub: LoopbackHub) -> None:
        response = get(hub, f"/api/models/{MODEL}/compare/{sha(1)}..{sha(4)}?raw=true")
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert [line for line in response.text.splitlines() if line.startswith("diff")] == [
            "diff --git a/new.txt b/new.txt"  # w.bin came and went
        ]

    @pytest.mark.parametrize(
        "revisions", [f"{sha(1)}^..{sha(1)}", f"{sha(1)}..nowhere", f"x..{sha(1)}"]
    )
    def test_a_commit_that_is_not_there(self, hub: LoopbackHub, revisions: str) -> None:
        response = get(hub, f"/api/models/{MODEL}/compare/{revisions}")
        assert (response.status_code, response.headers["X-Error-Code"]) == (
            404,
            "RevisionNotFound",
        )


class TestDiscussions:
    def test_the_client_reads_every_discussion(self, hub: LoopbackHub, api: HfApi) -> None:
        talks = list(api.get_repo_discussions(MODEL))
        assert [talk.num for talk in talks] == list(range(107, 0, -1))
        assert {talk.author for talk in talks} == {"ada", "deleted"}
        assert {(talk.repo_id, talk.repo_type) for talk in talks} == {(MODEL, "model")}
        assert len(hub.requests) == 3

    def test_a_choice_of_them(self, api: HfApi) -> None:
        merged = list(
            api.get_repo_discussions(
                MODEL, discussion_type="pull_request", discussion_status="closed", author="ada"
            )
        )
        assert {talk.status for talk in merged} == {"merged"}
        assert {talk.num for talk in merged} == {n for n in range(1, 108) if n % 4 == 1 and n % 3}

    def test_every_kind_of_event(self, api: HfApi) -> None:
        talk = api.get_discussion_details(MODEL, 1)
        said, retitled, committed, merged, other = talk.events
        assert isinstance(said, DiscussionComment)
        assert said.content == "Is it safe?"
        assert isinstance(retitled, DiscussionTitleChange)
        assert retitled.author == "deleted"
        assert isinstance(committed, DiscussionCommit)
        assert isinstance(merged, DiscussionStatusChange)
        assert merged.new_status == "merged"
        assert other.type == "reference"
        assert (talk.is_pull_request, talk.target_branch) == (True, "refs/heads/main")
        assert api.get_discussion_details(MODEL, 2).target_branch is None
        with pytest.raises(HfHubHTTPError, match="Discussion not found"):
            api.get_discussion_details(MODEL, 999)


class TestFiles:
    def test_the_client_reads_the_whole_tree(self, hub: LoopbackHub, api: HfApi) -> None:
        entries = list(api.list_repo_tree(MODEL, recursive=True))
        files = {entry.path: entry for entry in entries if isinstance(entry, RepoFile)}
        assert set(files) == {entry["path"] for entry in TREE}
        assert {e.path for e in entries if isinstance(e, RepoFolder)} == {"data", "weights"}
        weights = files["weights/model.safetensors"]
        assert weights.lfs is not None
        assert (weights.size, weights.lfs.sha256) == (3_000_000_000, "ab" * 32)
        assert weights.security is None
        assert len(hub.requests) == 3  # pages of 1,000

    def test_scans_come_with_expand_in_smaller_pages(self, hub: LoopbackHub, api: HfApi) -> None:
        entries = list(api.list_repo_tree(MODEL, recursive=True, expand=True))
        assert len(entries) == len(TREE) + 2
        assert len(hub.requests) == -(-len(entries) // 100)
        (weights,) = [entry for entry in entries if entry.path.endswith(".safetensors")]
        assert isinstance(weights, RepoFile)
        assert weights.security is not None
        assert (weights.security.safe, weights.security.status) == (False, "unsafe")
        assert weights.last_commit is not None

    def test_a_folder_alone(self, api: HfApi) -> None:
        assert {entry.path for entry in api.list_repo_tree(MODEL)} == {
            "README.md",
            "data",
            "weights",
        }
        below = list(api.list_repo_tree(MODEL, "weights"))
        assert [entry.path for entry in below] == ["weights/model.safetensors"]
        with pytest.raises(EntryNotFoundError):
            list(api.list_repo_tree(MODEL, "nowhere"))

    def test_sizes_and_scans_in_a_body(self, api: HfApi) -> None:
        info = api.model_info(MODEL, files_metadata=True, securityStatus=True)
        assert info.siblings is not None
        sizes = {sibling.rfilename: sibling.size for sibling in info.siblings}
        assert sizes == {entry["path"]: entry["size"] for entry in TREE}
        assert info.security_repo_status == {
            "scansDone": False,
            "filesWithIssues": [{"path": "weights/model.safetensors", "level": "unsafe"}],
        }

    def test_a_card_by_the_clients_way(self, hub: LoopbackHub, api: HfApi) -> None:
        url = hf_hub_url(MODEL, "README.md", endpoint=hub.url)
        metadata = get_hf_file_metadata(url, token=False)
        content = CARD.encode()
        blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        assert metadata.etag == blob
        assert metadata.size == len(content)
        assert metadata.commit_hash == sha(COMMIT_COUNT)
        followed = get_session().get(url, follow_redirects=True)
        assert followed.content == content
        again = get_session().get(
            url, headers={"If-None-Match": f'"{blob}"'}, follow_redirects=True
        )
        assert (again.status_code, again.content) == (304, b"")
        assert api.file_exists(MODEL, "README.md")
        assert not api.file_exists(MODEL, "weights.bin")

    @pytest.mark.parametrize(
        ("target", "text"),
        [
            (f"/{MODEL}/raw/main/README.md", CARD),
            (f"/{MODEL}/raw/{sha(COMMIT_COUNT)}/README.md", CARD),
            ("/datasets/heron/pond/raw/main/README.md", "A pond.\n"),
            ("/spaces/heron/reeds/raw/main/README.md", "Reeds.\n"),
        ],
    )
    def test_a_card_at_once(self, hub: LoopbackHub, target: str, text: str) -> None:
        whole = get(hub, target)
        assert whole.text == text
        head = get_session().head(hub.url + target)
        for name in ("Content-Length", "ETag", "X-Repo-Commit"):
            assert head.headers[name] == whole.headers[name]
        part = get(hub, target, Range="bytes=2-4")
        assert (part.status_code, part.content) == (206, text.encode()[2:5])
        assert part.headers["Content-Range"] == f"bytes 2-4/{len(text.encode())}"

    def test_weights_lie_elsewhere(self, hub: LoopbackHub) -> None:
        target = f"/{MODEL}/resolve/main/weights/model.safetensors"
        metadata = get_hf_file_metadata(hub.url + target, token=False)
        assert (metadata.size, metadata.etag) == (3_000_000_000, "ab" * 32)
        assert get(hub, target).status_code == 302
        assert get(hub, target.replace("resolve", "raw")).text.endswith("\nsize 3000000000\n")

    def test_files_without_content(self, hub: LoopbackHub) -> None:
        for target in (f"/{MODEL}/resolve/main/nothing.txt", "/heron/bare/raw/main/README.md"):
            response = get(hub, target)
            assert response.status_code == 404
            assert response.headers["X-Error-Code"] == "EntryNotFound"


class TestWhoMayRead:
    def test_a_gated_repository_shows_its_files_to_the_invited(self, data: HubData) -> None:
        with LoopbackHub(data, valid_tokens={"hf_out"}, gated_tokens={"hf_in"}) as hub:
            for token, status in ((False, 401), ("hf_out", 403)):
                api = HfApi(endpoint=hub.url, token=token)
                assert api.model_info("heron/gated").gated == "manual"
                with pytest.raises(GatedRepoError) as refusal:
                    list(api.list_repo_tree("heron/gated"))
                assert refusal.value.response.status_code == status
                with pytest.raises(GatedRepoError):
                    get_hf_file_metadata(
                        hf_hub_url("heron/gated", "README.md", endpoint=hub.url), token=token
                    )
            invited = HfApi(endpoint=hub.url, token="hf_in")
            assert [e.path for e in invited.list_repo_tree("heron/gated")] == ["README.md"]

    def test_a_token_can_be_wrong_or_revoked(self, data: HubData) -> None:
        with LoopbackHub(data, valid_tokens={"hf_good"}) as hub:
            bad = HfApi(endpoint=hub.url, token="hf_bad")
            with pytest.raises(HfHubHTTPError, match="Invalid credentials") as refusal:
                bad.model_info(MODEL)
            assert refusal.value.response.status_code == 401
            good = HfApi(endpoint=hub.url, token="hf_good")
            hub.tokens.revoke("hf_good", after=2)
            good.model_info(MODEL)
            good.list_repo_refs(MODEL)
            with pytest.raises(HfHubHTTPError, match="Invalid credentials"):
                good.model_info(MODEL)
            assert HfApi(endpoint=hub.url, token=False).model_info(MODEL).id == MODEL

    def test_a_disabled_repository_tells_nothing(self, api: HfApi) -> None:
        for ask in (
            api.list_repo_commits,
            api.list_repo_refs,
            lambda name: list(api.get_repo_discussions(name)),
            lambda name: list(api.list_repo_tree(name)),
        ):
            with pytest.raises(DisabledRepoError):
                ask("heron/off")

    def test_an_empty_repository_has_no_revision(self, hub: LoopbackHub, api: HfApi) -> None:
        with pytest.raises(RevisionNotFoundError, match="Invalid rev id: main"):
            api.list_repo_commits("heron/empty")
        with pytest.raises(RevisionNotFoundError):
            list(api.list_repo_tree("heron/empty"))
        assert api.list_repo_refs("heron/empty").branches == []
        assert list(api.get_repo_discussions("heron/empty")) == []
        assert get(hub, "/heron/empty/raw/main/README.md").status_code == 404

    def test_a_repository_that_is_not_there(self, api: HfApi) -> None:
        with pytest.raises(RepositoryNotFoundError):
            api.list_repo_refs("heron/nothing")
        with pytest.raises(RepositoryNotFoundError):
            list(api.list_repo_tree("nothing"))


class TestNames:
    @pytest.mark.parametrize(
        "suffix",
        [
            "refs?include_prs=1",
            "commits/main?limit=1",
            "tree/main/weights?expand=True",
            "discussions",
        ],
    )
    def test_a_former_name_leads_on_with_all_that_was_asked(
        self, hub: LoopbackHub, suffix: str
    ) -> None:
        response = get(hub, f"/api/models/heron/pool/{suffix}")
        assert response.status_code == 307
        assert response.headers["Location"] == f"/api/models/{MODEL}/{suffix}"
        followed = get_session().get(f"{hub.url}/api/models/heron/pool/{suffix}")
        assert followed.json() == get(hub, f"/api/models/{MODEL}/{suffix}").json()

    def test_a_former_name_of_a_file(self, hub: LoopbackHub) -> None:
        response = get(hub, "/heron/pool/raw/main/README.md")
        assert response.headers["Location"] == f"/{MODEL}/raw/main/README.md"
        response = get(hub, "/spaces/old/reeds/resolve/main/README.md")
        assert response.headers["Location"] == "/spaces/heron/reeds/resolve/main/README.md"

    def test_bare_names_have_parts_too(self, hub: LoopbackHub, api: HfApi) -> None:
        assert api.list_repo_refs("solo/refs").branches[0].target_commit == sha(504)
        assert get(hub, "/api/models/solo/refs").json()["id"] == "solo/refs"
        assert get(hub, "/api/models/solo/commits/main").json() == []
        assert get(hub, "/solo/raw/main/README.md").headers["X-Error-Code"] == "EntryNotFound"


class TestSpacesAndPapers:
    def test_the_client_lists_spaces(self, api: HfApi) -> None:
        (plain,) = api.list_spaces()
        assert (plain.id, plain.sdk, plain.models) == ("heron/reeds", "gradio", None)
        (full,) = api.list_spaces(full=True)
        assert full.models == [MODEL]
        (expanded,) = api.list_spaces(expand=["models", "runtime"], author="heron")
        assert expanded.runtime is not None
        assert expanded.runtime.stage == "RUNNING"
        assert api.space_info("old/reeds").models == [MODEL]
        with pytest.raises(HfHubHTTPError, match="must be one of"):
            api.space_info("heron/reeds", expand=["gguf"])  # type: ignore[list-item]

    def test_a_paper(self, hub: LoopbackHub, api: HfApi) -> None:
        paper = api.paper_info("2413.00001")
        assert paper.title == "Tarns"
        assert paper.linked_models is not None
        assert [model.id for model in paper.linked_models] == [MODEL]
        assert paper.num_total_models == 1
        tag = get(hub, "/api/papers/2413.00001").headers["ETag"]
        assert get(hub, "/api/papers/2413.00001", **{"If-None-Match": tag}).status_code == 304
        assert get(hub, "/api/papers/1234.56789").status_code == 404


class TestFaults:
    def test_every_endpoint_can_fail(self, data: HubData) -> None:
        with LoopbackHub(data, fault=FaultPlan.parse("503:1")) as hub:
            targets = [
                "/api/spaces",
                "/api/papers/2413.00001",
                f"/{MODEL}/raw/main/README.md",
                *(
                    f"/api/models/{MODEL}/{part}"
                    for part in ("refs", "commits/main", "discussions", "tree/main", "scan")
                ),
            ]
            for target in targets:
                assert get(hub, target).status_code == 503
            assert list(hub.requests) == [("GET", target) for target in targets]


class TestFolder:
    @pytest.mark.parametrize(
        ("name", "text", "problem"),
        [
            ("details.jsonl", "{", "line 1: not JSON"),
            ("details.jsonl", '{"id": "a/b"}', "line 1: no repository"),
            ("details.jsonl", '{"kind": "models", "id": "a/b", "tree": {}}', "tree is no list"),
            ("details.jsonl", '{"kind":"models","id":"a"}\n' * 2, "line 2: a stands there twice"),
            ("papers.jsonl", "[]", "line 1: not a paper"),
            ("exchanges.jsonl", '{"method": "GET"}', "line 1: no exchange"),
            ("exchanges.jsonl", "nothing", "line 1: not JSON"),
        ],
    )
    def test_a_file_that_is_wrong_is_named(
        self, tmp_path: Path, name: str, text: str, problem: str
    ) -> None:
        (tmp_path / "models_listing.json").write_text("[]")
        (tmp_path / name).write_text(text)
        with pytest.raises(PtmError) as told:
            HubData.from_folder(tmp_path)
        assert problem in str(told.value)
        assert str(tmp_path / name) in str(told.value)


@pytest.mark.real_data
class TestRealData:
    @pytest.mark.parametrize(
        ("address", "target"),
        [
            ("/api/models/{namespace}/{repo}/commits/{rev}", "commits/main"),
            ("/api/models/{namespace}/{repo}/commits/{rev}", "commits/main?expand=formatted"),
            ("/api/models/{namespace}/{repo}/refs", "refs"),
            ("/api/models/{namespace}/{repo}/refs", "refs?include_prs=1"),
            ("/api/models/{namespace}/{repo}/compare/{compare}", f"compare/{sha(2)}..{sha(4)}"),
            ("/api/models/{namespace}/{repo}/tree/{rev}/{path}", "tree/main?recursive=1&expand=1"),
            ("/api/models/{namespace}/{repo}/tree/{rev}/{path}", "tree/main/weights?expand=true"),
            ("/api/models/{namespace}/{repo}/tree/{rev}/{path}", "tree/main?recursive=true"),
            ("/api/models/{namespace}/{repo}/scan", "scan"),
            ("/api/{repoType}/{namespace}/{repo}/discussions", "discussions"),
            ("/api/{repoType}/{namespace}/{repo}/discussions", "discussions?p=1&status=closed"),
            ("/api/papers/{paperId}", None),
        ],
    )
    def test_answers_are_what_the_openapi_description_says(
        self, hub: LoopbackHub, shared_data: Path, address: str, target: str | None
    ) -> None:
        description = json.loads((shared_data / "huggingface" / "openapi.json").read_bytes())
        told = description["paths"][address]["get"]["responses"]["200"]
        response = get(hub, f"/api/models/{MODEL}/{target}" if target else "/api/papers/2413.00001")
        assert response.status_code == 200
        assert response.json()
        schema = told["content"]["application/json"]["schema"]
        if "tree" in address:
            # the description says that there are no other keys, and forgets the path
            schema["items"]["properties"]["path"] = {"type": "string"}
        Draft202012Validator(schema | {"components": description["components"]}).validate(
            response.json()
        )
        assert set(told.get("headers", {})) - {"Link"} <= {
            {"x-total-count": "X-Total-Count"}.get(name, name) for name in response.headers
        }

    def test_recorded_exchanges_are_answered_as_recorded(
        self, shared_data: Path, tmp_path: Path
    ) -> None:
        recorded = (shared_data / "huggingface" / "recorded_exchanges.jsonl").read_text()
        (tmp_path / "exchanges.jsonl").write_text(recorded)
        exchanges = [json.loads(line) for line in recorded.splitlines()]
        assert len(exchanges) == 48
        with LoopbackHub(HubData.from_folder(tmp_path)) as hub:
            for exchange in exchanges:
                address = urlsplit(exchange["uri"])
                target = address.path + (f"?{address.query}" if address.query else "")
                ours = get(hub, target)
                assert ours.status_code == exchange["status"]
                body = ours.text if isinstance(exchange["body"], str) else ours.json()
                assert body == exchange["body"]
                for name, value in exchange["headers"].items():
                    if name in ("ETag", "Location", "Content-Type", "X-Repo-Commit", "Link"):
                        assert ours.headers[name] == value
            listed = {model["id"]: model for model in get(hub, "/api/models?full=true").json()}
            bodies = [e["body"] for e in exchanges if e["status"] == 200 and "?" not in e["uri"]]
            assert len(bodies) == 35
            assert {body["id"] for body in bodies} <= set(listed)
            asked = "&".join(f"expand={key}" for key in ("tags", "safetensors", "cardData", "sha"))
            expanded = {m["id"]: m for m in get(hub, f"/api/models?{asked}").json()}
            for body in bodies:
                for key in ("tags", "safetensors", "cardData", "sha"):
                    assert expanded[body["id"]].get(key) == body.get(key)
            mapped = [e["body"] for e in exchanges if e["status"] == 200 and "?" in e["uri"]]
            providers = {
                model["id"]: model.get("inferenceProviderMapping")
                for model in get(hub, "/api/models?expand=inferenceProviderMapping").json()
            }
            for body in mapped:
                assert providers[body["id"]] == body["inferenceProviderMapping"]
            # what a redirect tells holds for all that is asked of the former name
            former = get(hub, "/api/models/t5-small/refs")
            assert former.headers["Location"] == "/api/models/google-t5/t5-small/refs"

    def test_exchanges_add_to_a_listing(self, shared_data: Path, tmp_path: Path) -> None:
        recorded = (shared_data / "huggingface" / "recorded_exchanges.jsonl").read_bytes()
        (tmp_path / "exchanges.jsonl").write_bytes(recorded)
        (tmp_path / "models_listing.json").write_text(
            json.dumps([{"id": "google-t5/t5-small", "likes": -1}, {"id": "heron/tarn"}])
        )
        data = HubData.from_folder(tmp_path)
        record = data.catalogues["models"].get("google-t5/t5-small")
        assert record is not None
        assert json.loads(record.payload)["likes"] > 0
        assert data.catalogues["models"].get("heron/tarn") is not None
