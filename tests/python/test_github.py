"""GitHub: the loopback server answers as the published schema says, and loads come out right."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb
import orjson
import pyarrow as pa
import pytest
from graphql import (
    GraphQLSchema,
    build_schema,
    execute,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import NoDeprecatedCustomRule

from ingestion import commands
from ingestion.errors import PtmError
from ingestion.http import HubError
from ingestion.landing import Landing
from ingestion.loopback import FaultPlan, HubData, LoopbackHub
from ingestion.loopback.graphql import MOST_NODES, Query, QueryError
from ingestion.raw import RAW_TABLES
from ingestion.scanner.signatures import load_signatures
from ingestion.sources import github
from ingestion.sources.github import GitHubClient
from ingestion.sources.github.answers import ROW_OF, payload_of
from ingestion.sources.github.names import read_names, repository_name
from ingestion.sources.github.queries import PULL_REQUESTS, repositories_query
from ingestion.sources.reuse.repositories import read_repository_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingestion.config import DataFolder

SCHEMA_PACKAGE = "@octokit/graphql-schema@15.26.1"
MIT = {"key": "mit", "spdxId": "MIT", "name": "MIT License"}


def entry(number: int, name: str, *, state: str = "public", **more: Any) -> dict[str, Any]:
    """A line of `github.jsonl`; keys that GitHub's answers always have, and more."""
    lists = {"formerNames", "issues", "comments", "reviewComments", "commits", "code"}
    repository = {
        "__typename": "Repository",
        "databaseId": number,
        "nameWithOwner": name,
        "visibility": "PUBLIC",
        "createdAt": "2023-01-01T00:00:00Z",
        "updatedAt": "2024-01-01T00:00:00Z",
        **dict.fromkeys(
            ("isArchived", "isDisabled", "isEmpty", "isFork", "isLocked", "isMirror", "isPrivate",
             "isTemplate"),
            False,
        ),
        "hasIssuesEnabled": True,
        "forkCount": 1,
        "stargazerCount": number,
        **{key: {"totalCount": 0} for key in ("watchers", "issues", "openIssues", "releases")},
        "pullRequests": [],
        "repositoryTopics": [{"topic": {"name": "nlp"}}],
        "licenseInfo": MIT,
        "objects": {
            "HEAD:": {
                "__typename": "Tree",
                "entries": [{"name": "README.md", "type": "blob", "size": 3}],
            }
        },
    }  # fmt: skip
    own = {key: value for key, value in more.items() if key not in lists}
    rest = {key: value for key, value in more.items() if key in lists}
    return {"repository": repository | own, "state": state, **rest}


@contextmanager
def served(folder: Path, entries: list[dict[str, Any]], **options: Any) -> Iterator[LoopbackHub]:
    """A loopback GitHub with these repositories."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in entries)
    (folder / "github.jsonl").write_bytes(lines)
    with LoopbackHub(HubData.from_folder(folder), **options) as hub:
        yield hub


def client(hub: LoopbackHub, waits: list[float] | None = None) -> GitHubClient:
    """A client that remembers what it would have waited."""
    return GitHubClient(hub.url, sleep=(waits if waits is not None else []).append)


def ask(
    folder: DataFolder, hub: LoopbackHub, names: list[str], *details: str
) -> list[github.Tally]:
    asking = client(hub)
    tallies = [github.load_repositories(folder, asking, names, lambda *_: None)]
    if details:
        tallies += github.load_details(folder, asking, names, details, lambda *_: None)
    return tallies


def rows(folder: DataFolder, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder.raw_database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def issue(number: int, updated: str, **more: Any) -> dict[str, Any]:
    return {
        "id": 1000 + number,
        "number": number,
        "url": f"https://api.github.com/repos/lab/tool/issues/{number}",
        "repository_url": "https://api.github.com/repos/lab/tool",
        "title": f"issue {number}",
        "updated_at": updated,
        "created_at": updated,
        **more,
    }


def pull_request(number: int, updated: str, **more: Any) -> dict[str, Any]:
    return {
        "__typename": "PullRequest",
        "fullDatabaseId": str(5000 + number),
        "number": number,
        "title": f"pull {number}",
        "state": "OPEN",
        "updatedAt": updated,
        "reviews": [],
        **more,
    }


@pytest.fixture(scope="session")
def schema(tmp_path_factory: pytest.TempPathFactory) -> GraphQLSchema:
    """GitHub's published schema, from its npm package."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm, which brings GitHub's published GraphQL schema, is not installed")
    folder = tmp_path_factory.mktemp("schema")
    packed = subprocess.run(
        [npm, "pack", SCHEMA_PACKAGE, "--silent"],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    archives = list(folder.glob("*.tgz"))
    if packed.returncode or not archives:
        pytest.skip(f"npm could not bring {SCHEMA_PACKAGE}: {packed.stderr[-200:]}")
    shutil.unpack_archive(archives[0], folder, filter="data")
    text = (folder / "package" / "schema.graphql").read_text()
    # the published text defines a few fields twice, and deprecates some that interfaces need
    return build_schema(text, assume_valid=True, assume_valid_sdl=True, no_location=True)


class TestQueries:
    @pytest.mark.parametrize(
        "text", [repositories_query(["a/b", "c/d"]), PULL_REQUESTS], ids=["facts", "pulls"]
    )
    def test_a_query_fits_the_published_schema(self, schema: GraphQLSchema, text: str) -> None:
        rules = [*specified_rules, NoDeprecatedCustomRule]

        assert [error.message for error in validate(schema, parse(text), rules)] == []

    def test_the_loopback_answers_what_the_schema_promises(
        self, schema: GraphQLSchema, tmp_path: Path
    ) -> None:
        """An executor that checks every type gives the same answer from the same record."""
        told = entry(
            1, "lab/tool", description="d", topics=None, openIssues={"totalCount": 0},
            defaultBranchRef={
                "name": "main",
                "target": {"__typename": "Commit", "oid": "a" * 40, "committedDate": "2024-01-01"},
            },
        )  # fmt: skip
        text = repositories_query(["lab/tool"])
        with served(tmp_path, [told]) as hub:
            answered = client(hub).query(text).data

        record = told["repository"]
        topics = {"totalCount": 1, "nodes": record["repositoryTopics"]}
        connections = {
            "repositoryTopics": lambda *_, **__: topics,
            "pullRequests": lambda *_, **__: {"totalCount": 0},
            "issues": lambda *_, **__: {"totalCount": 0},
            "languages": lambda *_, **__: None,
            "object": lambda _, expression: record["objects"].get(expression),
        }
        root = {
            "repository": lambda *_, **__: record | connections,
            "rateLimit": lambda *_, **__: answered["rateLimit"],
        }
        checked = execute(schema, parse(text), root)

        assert not checked.errors  # type: ignore[union-attr]
        assert checked.data == answered  # type: ignore[union-attr]

    def test_a_hundred_repositories_and_a_page_of_pull_requests_are_within_the_node_limit(
        self,
    ) -> None:
        facts = Query.parse(repositories_query(["a/b"] * 100), {})
        pulls = Query.parse(PULL_REQUESTS, {"size": 25})

        assert facts.node_count <= MOST_NODES / 100
        assert pulls.node_count <= MOST_NODES / 20
        assert facts.cost <= 5
        assert pulls.cost <= 5

    def test_the_loopback_refuses_what_github_would(self) -> None:
        text = '{ repository(owner: "a", name: "b") { issues(first: 100) { nodes { labels(first: 100) { nodes { issues(first: 100) { totalCount } } } } } } }'  # noqa: E501

        with pytest.raises(QueryError, match="1,010,100 possible nodes"):
            Query.parse(text, {})
        with pytest.raises(QueryError, match="only be read"):
            Query.parse("mutation { a }", {})


class TestFacts:
    def test_a_thousand_repositories_take_at_most_twelve_requests(
        self, folder: DataFolder, tmp_path: Path
    ) -> None:
        entries = [entry(number, f"Own{number % 37}/Repo-{number}") for number in range(1000)]
        names = [row["repository"]["nameWithOwner"].lower() for row in entries]
        with served(tmp_path / "hub", entries) as hub:
            (tally,) = ask(folder, hub, names)
            sent = list(hub.requests)
            ask(folder, hub, names)

            assert len(hub.requests) == len(sent), "what is there is not asked for again"
        assert tally.statuses == {"ok": 1000}
        assert len(sent) <= 12
        assert {target for _, target in sent} == {"/graphql"}
        assert rows(folder, "select count(distinct full_name) from github.repositories") == [
            (1000,)
        ]

    def test_it_completes_under_secondary_limits_and_502s(
        self, folder: DataFolder, tmp_path: Path
    ) -> None:
        entries = [entry(number, f"own/repo-{number}") for number in range(300)]
        names = [row["repository"]["nameWithOwner"] for row in entries]
        fault = FaultPlan.parse("secondary:0.3,502:0.3,badjson:0.1,cut:0.1,seed=5,retry_after=7")
        waits: list[float] = []
        with served(tmp_path / "hub", entries, fault=fault) as hub:
            tally = github.load_repositories(folder, client(hub, waits), names, lambda *_: None)

        assert tally.statuses == {"ok": 300}
        assert rows(folder, "select count(*) from github.repositories") == [(300,)]
        assert 7 in waits, "a secondary limit is waited for as long as it says"

    def test_each_fate_comes_out_right(self, folder: DataFolder, tmp_path: Path) -> None:
        other = {"key": "other", "spdxId": "NOASSERTION", "name": "Other"}
        entries = [
            entry(1, "club/new", formerNames=["Lab/Old"]),
            entry(2, "lab/fork", isFork=True, parent={"nameWithOwner": "club/new"}),
            entry(3, "lab/archived", isArchived=True, archivedAt="2024-02-01T00:00:00Z"),
            entry(4, "lab/deleted", state="deleted"),
            entry(5, "lab/private", state="private"),
            entry(6, "lab/blocked", state="blocked"),
            entry(7, "lab/empty", isEmpty=True, objects={}, licenseInfo=None),
            entry(8, "lab/unlicensed", licenseInfo=None),
            entry(9, "lab/unnamed-terms", licenseInfo=other),
        ]
        names = ["LAB/old", "club/new", *(row["repository"]["nameWithOwner"] for row in entries)]
        with served(tmp_path / "hub", entries) as hub:
            ask(folder, hub, list(dict.fromkeys(names)))

        fetched = dict(
            rows(folder, "select item, status || ' ' || coalesce(answered_name, error) "
                         "from github.fetches")
        )  # fmt: skip
        assert fetched["lab/old"] == fetched["club/new"] == "ok club/new"
        assert fetched["lab/deleted"] == fetched["lab/private"] == "not_found Not Found"
        assert fetched["lab/blocked"] == "disabled Repository access blocked"
        stored = {
            name: orjson.loads(payload)
            for name, payload in rows(folder, "select full_name, payload from github.repositories")
        }
        assert set(stored) == {
            "club/new", "lab/fork", "lab/archived", "lab/empty", "lab/unlicensed",
            "lab/unnamed-terms",
        }  # fmt: skip
        assert stored["lab/fork"]["parent"]["nameWithOwner"] == "club/new"
        assert stored["lab/archived"]["isArchived"] is True
        assert stored["lab/empty"]["files"] is None
        assert stored["lab/unlicensed"]["licenseInfo"] is None
        assert stored["lab/unnamed-terms"]["licenseInfo"]["spdxId"] == "NOASSERTION"

    def test_a_name_that_is_asked_again_a_day_later_and_is_gone_says_so(
        self, folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PTM_NOW", "2025-01-01")
        with served(tmp_path / "one", [entry(1, "lab/tool")]) as hub:
            ask(folder, hub, ["lab/tool"])
        monkeypatch.setenv("PTM_NOW", "2025-01-03")
        with served(tmp_path / "two", [entry(2, "lab/other")]) as hub:
            ask(folder, hub, ["lab/tool"])

        assert rows(folder, "select status from github.fetches") == [("not_found",)]
        assert rows(folder, "select count(*) from github.repositories") == [(1,)]


class TestLimits:
    def test_the_primary_limit_is_waited_for_until_its_reset(self, tmp_path: Path) -> None:
        with served(tmp_path, [entry(1, "lab/tool")], rate_limit=1, rate_window=1) as hub:
            asking = GitHubClient(hub.url)
            asking.get("/repos/lab/tool")
            asking.get("/repos/lab/tool")

            assert len(hub.requests) == 2, "an empty window is not tried"

    def test_a_token_reaches_github_and_no_other_place(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setenv("GITHUB_TOKEN", "sesame")
        with served(tmp_path, [entry(1, "lab/tool")], valid_tokens={"other"}) as hub:
            with pytest.raises(HubError, match="GITHUB_TOKEN") as refused:
                client(hub).query("{ rateLimit { cost } }")
            assert client(hub)._below("https://elsewhere.example/repositories/1") is None
            monkeypatch.setenv("GITHUB_TOKEN", "other")
            assert client(hub).query("{ rateLimit { cost } }").data["rateLimit"]["cost"] == 1

        assert "sesame" not in str(refused.value) + caplog.text

    def test_an_address_that_is_none_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PTM_GITHUB_URL", "github.com")

        with pytest.raises(PtmError, match="PTM_GITHUB_URL is no address"):
            GitHubClient()


class TestDetails:
    def lab(self, *issues: dict[str, Any], **more: Any) -> dict[str, Any]:
        return entry(1, "lab/tool", issues=list(issues), **more)

    def test_only_what_changed_is_asked_for_again(self, folder: DataFolder, tmp_path: Path) -> None:
        many = [issue(number, f"2024-01-{number % 28 + 1:02}T00:00:00Z") for number in range(250)]
        pulls = [pull_request(number, "2024-01-01T00:00:00Z") for number in range(400, 430)]
        one = self.lab(*many, pullRequests=pulls)
        with served(tmp_path / "one", [one]) as hub:
            ask(folder, hub, ["lab/tool"], "issues", "pull-requests")
        assert rows(folder, "select count(*), max(number) from github.issues") == [(250, 249)]
        assert rows(folder, "select count(*) from github.pull_requests") == [(30,)]

        changed = [*many, issue(300, "2024-03-01T00:00:00Z"), issue(7, "2024-03-01T00:00:00Z")]
        newer = [pull_request(431, "2024-03-01T00:00:00Z"), *pulls]
        two = self.lab(*changed, pullRequests=newer)
        with served(tmp_path / "two", [two]) as hub:
            tallies = ask(folder, hub, ["lab/tool"], "issues", "pull-requests")
            first = len(hub.requests)
            ask(folder, hub, ["lab/tool"], "issues")
            ask(folder, hub, ["lab/tool"], "issues")

            # the last change is asked for, then found unchanged by its ETag
            assert len(hub.requests) == first + 4
        counted = {tally.endpoint: tally.rows for tally in tallies}
        assert counted["issues"] < 20
        assert counted["pull_requests"] == 31, "those of the second of the last change are seen"
        assert rows(folder, "select count(*), max(number) from github.issues") == [(251, 300)]
        assert rows(folder, "select http_status from github.fetches where endpoint = 'issues'") == [
            (304,)
        ]

    def test_what_a_repository_does_not_have_is_no_failure(
        self, folder: DataFolder, tmp_path: Path
    ) -> None:
        bare = entry(1, "lab/tool", isEmpty=True, hasIssuesEnabled=False)
        with served(tmp_path / "hub", [bare]) as hub:
            tallies = ask(folder, hub, ["lab/tool"], "issues", "commits", "pull-requests")

        statuses = {tally.endpoint: dict(tally.statuses) for tally in tallies}
        assert statuses["issues"] == {"disabled": 1}
        assert statuses["commits"] == {"ok": 1}
        assert statuses["pull_requests"] == {"ok": 1}

    def test_pull_requests_are_no_issues_and_bring_their_reviews(
        self, folder: DataFolder, tmp_path: Path
    ) -> None:
        review = {"fullDatabaseId": "9", "state": "APPROVED", "body": "ask ida@example.org"}
        told = self.lab(
            issue(1, "2024-01-01T00:00:00Z"),
            issue(2, "2024-01-01T00:00:00Z", pull_request={}),
            comments=[
                {"id": 1, "body": "x", "issue_url": "https://a/repos/lab/tool/issues/1",
                 "updated_at": "2024-01-01T00:00:00Z", "user": {"email": "ida@example.org"}}
            ],
            reviewComments=[
                {"id": 1, "body": "y", "pull_request_url": "https://a/repos/lab/tool/pulls/2",
                 "updated_at": "2024-01-01T00:00:00Z"}
            ],
            commits=[
                {"sha": "a" * 40, "commit": {"committer": {"date": "2024-01-01T00:00:00Z",
                 "email": "ida@example.org"}, "message": "Signed-off-by: Ida <ida@example.org>"}}
            ],
            pullRequests=[pull_request(2, "2024-01-01T00:00:00Z", reviews=[review])],
        )  # fmt: skip
        with served(tmp_path / "hub", [told]) as hub:
            ask(folder, hub, ["lab/tool"], *github.DETAILS)

        assert rows(folder, "select number from github.issues") == [(1,)]
        assert rows(folder, "select native_id, number from github.comments order by all") == [
            ("1", 1),
            ("r1", 2),
        ]
        assert rows(folder, "select native_id, number from github.reviews") == [("9", 2)]
        for table in ("comments", "reviews", "commits", "pull_requests"):
            ((text,),) = rows(folder, f"select string_agg(payload, '') from github.{table}")
            assert "example.org" not in text

    def test_a_run_that_is_cut_goes_on_where_it_was(
        self, folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        many = [issue(number, f"2024-01-01T00:{number // 60:02}:{number % 60:02}Z")
                for number in range(250)]  # fmt: skip
        with served(tmp_path / "hub", [self.lab(*many)]) as hub:
            asking = client(hub)
            ask(folder, hub, ["lab/tool"])
            real = asking.get

            def get(path: str, *, etag: str | None = None) -> Any:
                if "page=3" in path:
                    raise HubError("gone", http_status=500, attempts=1)
                return real(path, etag=etag)

            monkeypatch.setattr(asking, "get", get)
            said = github.load_details(folder, asking, ["lab/tool"], ["issues"], lambda *_: None)
            assert said[0].missing == ["lab/tool"]
            assert rows(folder, "select count(*) from github.issues") == [(200,)]
            before = len(hub.requests)
            ask(folder, hub, ["lab/tool"], "issues")

            assert len(hub.requests) == before + 2, "one page, and the comments"
        assert rows(folder, "select count(*) from github.issues") == [(250,)]


class TestAddresses:
    @pytest.mark.parametrize("before", ["", "\n", '"', "\\", "\u0007", "<mailto:"])
    def test_an_address_goes_and_the_document_stays_whole(self, before: str) -> None:
        body = {"body": f"ask{before}nora.b@example.org, clone git@github.com:lab/tool.git"}

        cleaned = orjson.loads(payload_of(body))["body"]

        assert "example.org" not in cleaned
        assert cleaned.endswith("[e-mail], clone git@github.com:lab/tool.git")
        assert cleaned.startswith(f"ask{before}" if before else "[e-mail]")


class TestNames:
    @pytest.mark.parametrize(
        "text",
        ["Lab/Tool", "https://github.com/Lab/Tool", "http://www.github.com/Lab/Tool.git/",
         "git@github.com:Lab/Tool.git", "git+https://github.com/Lab/Tool.git", "Lab/Tool/"],
    )  # fmt: skip
    def test_a_repository_is_read_however_it_is_written(self, text: str) -> None:
        assert repository_name(text) == "Lab/Tool"

    @pytest.mark.parametrize(
        "text", ["tool", "https://gitlab.com/a/b", "a/b/c", "a/..", "", "a b/c"]
    )
    def test_what_is_no_repository_of_github_is_none(self, text: str) -> None:
        assert repository_name(text) is None

    def test_a_file_may_be_lines_json_or_csv(self, tmp_path: Path) -> None:
        contents = {
            "lines": "# mine\nLab/Tool\n\nlab/tool\nhttps://github.com/a/b\n",
            "json": '["Lab/Tool", "a/b"]',
            "mappings": '{"Lab/Tool": ["x"], "a/b": []}',
            "csv": "ptm,repository\nx,Lab/Tool\ny,a/b\n",
        }
        for name, content in contents.items():
            (tmp_path / name).write_text(content)
            assert read_names(tmp_path / name) == ["Lab/Tool", "a/b"]

    def test_a_line_that_is_no_repository_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "names").write_text("lab/tool\nnonsense\n")

        with pytest.raises(PtmError, match="no repository of GitHub: 'nonsense'"):
            read_names(tmp_path / "names")


class TestCommand:
    def test_it_says_what_it_needs(self, folder: DataFolder) -> None:
        def load(**options: Any) -> list[str]:
            chosen = {"repositories": None, "from_mappings": False, "only": ["repositories"]}
            return list(
                commands.load_github(folder, **(chosen | options), progress=lambda *_: None)
            )

        with pytest.raises(PtmError, match="Say which repositories"):
            load()
        with pytest.raises(PtmError, match="No loaded list names a repository"):
            load(from_mappings=True)
        with pytest.raises(PtmError, match="--only does not know 'stars'"):
            load(from_mappings=True, only=["stars"])


# what the recordings call things → raw table
KINDS = {
    "repo": "repositories", "issues": "issues", "issue": "issues", "pull": "pull_requests",
    "pulls": "pull_requests", "issue_comments": "comments", "issue_comments_repo": "comments",
    "pull_comments_repo": "comments", "commits": "commits", "commit": "commits",
}  # fmt: skip


class TestRecordedExchanges:
    def bodies(self, shared_data: Path) -> Iterator[tuple[str, dict[str, Any]]]:
        with gzip.open(shared_data / "github" / "recorded_exchanges.jsonl.gz", "rt") as lines:
            for line in lines:
                exchange = json.loads(line)
                table = KINDS.get(exchange["kind"])
                if exchange["path"].split("?")[0].endswith("/reviews"):
                    table = "reviews"
                if table is None or exchange["status"] != 200 or exchange["method"] != "GET":
                    continue
                body = exchange["body"]
                for found in body if isinstance(body, list) else [body]:
                    if (
                        isinstance(found, dict)
                        and ({"id", "sha"} & set(found))
                        and ({"url", "html_url"} & set(found))
                    ):
                        yield table, found

    def test_every_body_loads_through_the_same_parsing(
        self, shared_data: Path, folder: DataFolder
    ) -> None:
        tables = {table.name: table for table in RAW_TABLES["github"]}
        found: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}
        count = 0
        for name, body in self.bodies(shared_data):
            row = ROW_OF[name](body)
            key = tuple(row[column] for column in tables[name].key)
            found.setdefault(name, {})[key] = row
            count += 1
        Landing(folder, "github").land(
            (tables[name], pa.Table.from_pylist(list(kept.values()), schema=tables[name].columns))
            for name, kept in found.items()
        )

        assert count > 300
        assert set(found) == set(ROW_OF)
        for name, kept in found.items():
            ((stored, wrong),) = rows(
                folder,
                "select count(*), count(*) filter (where not json_valid(payload) or "
                "regexp_matches(replace(payload, 'git@', ''), '[a-z0-9]@[a-z0-9]+[.][a-z]')) "
                f"from github.{name}",
            )
            assert (stored, wrong) == (len(kept), 0), name
        # the first comments of the API named no issue
        assert rows(
            folder,
            "select count(*) from github.comments where number is null "
            "and regexp_matches(payload, '\"(issue_url|html_url|pull_request_url)\":')",
        ) == [(0,)]


# --- code search


LOADS = 'from tool import Model\nModel.from_pretrained("lab/ptm")\n'
QUESTION = github.Question("tool", '"tool" "from_pretrained"', "Python")


def code(path: str, content: str) -> dict[str, Any]:
    return {"path": path, "sha": f"{len(content):040x}", "content": content}


def search_of(hub: LoopbackHub, file: Path) -> tuple[github.SearchTally, list[dict[str, str]]]:
    tally = github.search(client(hub), [QUESTION], file, lambda *_: None)
    with file.open(newline="") as lines:
        return tally, list(csv.DictReader(lines))


def places(found: list[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((row["repository"], row["path"]) for row in found)


def many_files() -> list[dict[str, Any]]:
    """Three times as many files as GitHub shows, of several sizes, and files that do not match."""
    return [
        entry(
            number,
            f"lab/tool-{number}",
            defaultBranchRef={"name": "main", "target": {"oid": f"{number:040x}"}},
            code=[code(f"src/{n}.py", LOADS + "#" * (n * number)) for n in range(60)]
            + [
                code("other.py", "import json"),
                code("notes.md", LOADS),
                code("big.py", LOADS * 9999),
            ],
        )
        for number in range(1, 51)
    ]


def test_more_files_than_github_shows_are_found_by_their_sizes(tmp_path: Path) -> None:
    with served(tmp_path / "hub", many_files()) as hub:
        tally, found = search_of(hub, tmp_path / "found.csv")
    assert {(row["repository"], row["path"]) for row in found} == {
        (f"lab/tool-{number}", f"src/{n}.py") for number in range(1, 51) for n in range(60)
    }
    assert (tally.files, len(found), tally.repositories, tally.incomplete) == (3000, 3000, 50, 0)
    row = next(row for row in found if row["repository"] == "lab/tool-7")
    assert row["commit"] == f"{7:040x}"
    assert {row["is_complete"] for row in found} == {"True"}


def test_a_search_stopped_anywhere_goes_on_and_ends_with_the_same_list(tmp_path: Path) -> None:
    file = tmp_path / "found.csv"
    with served(tmp_path / "hub", many_files()) as hub:
        _, found = search_of(hub, file)
        whole = places(found)
        asked = len(hub.requests)
        text = file.read_text()
        for share in (0.1, 0.5, 0.999):
            file.write_text(text[: int(len(text) * share)])
            before = len(hub.requests)
            tally, found = search_of(hub, file)
            assert places(found) == whole
            assert tally.files == len(whole) == 3000
        assert len(hub.requests) - before < asked / 2


def test_more_files_of_one_size_than_github_shows_are_told_as_incomplete(tmp_path: Path) -> None:
    entries = [
        entry(number, f"lab/tool-{number}", code=[code(f"{n}.py", LOADS) for n in range(30)])
        for number in range(1, 41)
    ]
    with served(tmp_path / "hub", entries) as hub:
        tally, found = search_of(hub, tmp_path / "found.csv")
    assert (tally.files, tally.incomplete) == (1000, 1)
    assert {(row["smallest"], row["largest"], row["is_complete"]) for row in found} == {
        (str(len(LOADS)), str(len(LOADS)), "False")
    }


def test_what_a_search_finds_is_a_list_that_both_loads_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uses = 'from transformers import AutoModel\nAutoModel.from_pretrained("lab/ptm")\n'
    entries = [
        entry(1, "lab/tool", code=[code("a, b.py", uses), code("c.py", uses)]),
        entry(2, "lab/hidden", state="private", code=[code("a.py", uses)]),
        entry(3, "lab/none", code=[code("a.py", "import transformers")]),
    ]
    file = tmp_path / "found.csv"
    with served(tmp_path / "hub", entries) as hub:
        monkeypatch.setenv("PTM_GITHUB_URL", hub.url)
        said = list(commands.search_github(["transformers"], file, lambda *_: None))
    assert "2 files of 1 repositories" in said[0]
    assert read_names(file) == ["lab/tool"]
    assert [name for name, _ in read_repository_list(file)] == ["lab/tool"]


def test_a_library_without_signature_and_a_file_of_something_else_are_refused(
    tmp_path: Path,
) -> None:
    file = tmp_path / "found.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(PtmError, match="No signature is of the library 'tranformers'"):
        list(commands.search_github(["tranformers"], file, lambda *_: None))
    with pytest.raises(PtmError, match=r"no list of `ptm search`. Name another file"):
        list(commands.search_github(["timm"], file, lambda *_: None))
    assert file.read_text() == "a,b\n1,2\n"


def test_the_question_of_a_search_names_package_and_call() -> None:
    questions = github.questions_of(
        load_signatures().rows, ["sentence-transformers", "torchvision"]
    )
    assert (
        github.Question(
            "sentence-transformers", '"sentence_transformers" "SentenceTransformer"', "Python"
        )
        in questions
    )
    assert github.Question("torchvision", '"torchvision.models"', "Jupyter Notebook") in questions
    assert len(questions) == len(set(questions))
