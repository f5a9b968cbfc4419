"""`ptm load reuse`: clones through a git server, what is landed, and what a second run does."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from repositories import USE, git, write_repository

from conftest import raw_contents
from ingestion import config
from ingestion.errors import PtmError
from ingestion.scanner.signatures import load_signatures
from ingestion.sources import reuse
from ingestion.sources.reuse.repositories import ListedRepository, cloned, commit_to_read

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Command
    from ingestion.config import DataFolder
    from ingestion.sources.reuse import Outcome

FIRST = {
    "a.py": USE.format("acme/a"),
    "requirements.txt": "torch>=2\n",
    "picture.bin": "no source\n" * 1000,
    "broken.py": "print 'from_pretrained transformers'\n",
}
SECOND = {"a.py": USE.format("acme/b"), "requirements.txt": None}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that answers as GitHub does, with one repository in it."""
    root = tmp_path / "server"
    write_repository(root / "Acme" / "Tool.git", FIRST, SECOND)
    git(root / "Acme" / "Tool.git", "config", "uploadpack.allowFilter", "true")
    git(root / "Acme" / "Tool.git", "config", "uploadpack.allowAnySHA1InWant", "true")
    monkeypatch.setenv("PTM_GITHUB_URL", root.as_uri())
    return root


def load(
    folder: DataFolder, *names: str, paths: tuple[Path, ...] = (), with_history: bool = False
) -> list[Outcome]:
    file = folder.root / "list.txt"
    file.write_text("\n".join(names) or "# none")
    requests = reuse.requests_of_paths(paths, with_history=with_history)
    if names:
        listed = reuse.read_repository_list(file)
        requests += reuse.requests_of_list(listed, with_history=with_history)
    return list(reuse.load_reuse(folder, requests, load_signatures(), progress=lambda *_: None))


def rows(folder: DataFolder, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder.raw_database), read_only=True) as raw:
        raw.execute("set search_path = 'reuse'")
        return raw.execute(query).fetchall()


class TestRepositories:
    def test_a_list_is_cloned_and_landed(self, folder: DataFolder, server: Path) -> None:
        first, head = git(server / "Acme/Tool.git", "rev-list", "--reverse", "main").split()

        outcomes = load(folder, "Acme/Tool", f"Acme/Tool@{first}", "acme/none", with_history=True)

        assert [(outcome.item, outcome.status) for outcome in outcomes] == [
            ("Acme/Tool", "ok"),
            (f"Acme/Tool@{first}", "ok"),
            ("acme/none", "not_found"),
        ]
        assert rows(
            folder,
            "select repository_name, host, commit_sha, source_kind, files_seen, files_matched, "
            "files_parsed, files_failed, files_refused, call_site_count from scans "
            "order by committed_at",
        ) == [
            ("Acme/Tool", "github", first, "git", 4, 2, 1, 1, 0, 1),
            ("Acme/Tool", "github", head, "git", 3, 2, 1, 1, 0, 1),
        ]
        assert rows(
            folder,
            "select path, line, argument, resolved_names, position from call_sites "
            "join scans using (scan_id) order by committed_at",
        ) == [
            ("a.py", 2, '"acme/a"', '["acme/a"]', 0),
            ("a.py", 2, '"acme/b"', '["acme/b"]', 0),
        ]
        assert rows(folder, 'select package_id, "constraint", manifest from dependencies') == [
            ("pkg:pypi/torch", ">=2", "requirements.txt")
        ]
        ((broken,),) = rows(folder, "select distinct reason from files where status = 'failed'")
        assert broken.startswith("Python 2")
        # the history of the newest request, in place of the one before it
        assert rows(
            folder,
            "select path, change, names, position, parent_position from file_versions order by all",
        ) == [("a.py", "added", '["acme/a"]', 0, None)]
        assert rows(folder, "select item, endpoint, status from fetches order by all") == [
            ("Acme/Tool", "history", "ok"),
            ("Acme/Tool", "scan", "ok"),
            (f"Acme/Tool@{first}", "scan", "ok"),
            ("acme/none", "scan", "not_found"),
        ]
        assert not list(folder.spool.iterdir())

    def test_a_clone_lacks_what_is_not_read(self, folder: DataFolder, server: Path) -> None:
        wanted = ListedRepository("Acme/Tool", None)
        with cloned(folder, wanted, commit_to_read(wanted), with_history=False) as tree:
            tree.entries()
            listed = git(
                tree.repository, "rev-list", "--objects", "--missing=print", tree.commit_sha
            )

        picture = git(server / "Acme/Tool.git", "rev-parse", "main:picture.bin")
        assert [line for line in listed.splitlines() if line.startswith("?")] == [f"?{picture}"]

    def test_the_same_again_changes_nothing(self, folder: DataFolder, server: Path) -> None:
        with config.clock_at(datetime(2026, 1, 1)):
            load(folder, "Acme/Tool", with_history=True)
            before = raw_contents(folder)
            (again,) = load(folder, "Acme/Tool", with_history=True)

        assert again.status == "ok"
        assert again.scan is None
        assert again.versions is None
        assert raw_contents(folder) == before

    def test_a_push_is_a_further_scan(self, folder: DataFolder, server: Path) -> None:
        load(folder, "Acme/Tool", with_history=True)
        repository = server / "Acme" / "Tool.git"
        git(repository, "update-ref", "refs/heads/main", git(repository, "rev-parse", "main~1"))

        (outcome,) = load(folder, "Acme/Tool", with_history=True)

        assert outcome.scan is not None
        assert len(rows(folder, "from scans")) == 2

    def test_history_may_be_asked_for_later(self, folder: DataFolder, server: Path) -> None:
        load(folder, "Acme/Tool")
        (outcome,) = load(folder, "Acme/Tool", with_history=True)

        assert (outcome.scan, outcome.versions) == (None, 2)
        assert len(rows(folder, "from scans")) == 1

    @pytest.mark.parametrize("revision", ["main", "v1", "v1-annotated"])
    def test_branches_and_tags(self, folder: DataFolder, server: Path, revision: str) -> None:
        repository = server / "Acme" / "Tool.git"
        git(repository, "tag", "v1")
        git(
            repository,
            "-c",
            "user.name=n",
            "-c",
            "user.email=e@x",
            "tag",
            "-am",
            "m",
            "v1-annotated",
        )

        (outcome,) = load(folder, f"Acme/Tool@{revision}")

        assert outcome.scan is not None
        assert outcome.scan.commit_sha == git(repository, "rev-parse", "main")

    def test_no_such_branch_fails_and_says_so(self, folder: DataFolder, server: Path) -> None:
        (outcome,) = load(folder, "Acme/Tool@nothing")

        assert outcome.status == "failed"
        assert outcome.error is not None
        assert "no branch or tag 'nothing'" in outcome.error


class TestPaths:
    def test_what_was_found_before_and_is_gone_is_removed(
        self, folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_repository(tmp_path / "local.git", FIRST)
        load(folder, paths=(tmp_path / "local.git",))
        # another version of the tool, which finds nothing
        monkeypatch.setattr("ingestion.sources.reuse.load.tool_version", lambda: "2")
        monkeypatch.setattr("ingestion.scanner.scan.tool_version", lambda: "2")
        monkeypatch.setattr("ingestion.scanner.reading.is_manifest", lambda _: False)
        monkeypatch.setattr("ingestion.scanner.reading.prefilter", lambda _: lambda _: False)
        monkeypatch.setattr("ingestion.scanner.cache.tool_version", lambda: "2")
        load(folder, paths=(tmp_path / "local.git",))

        assert [len(rows(folder, f"from {table}")) for table in (
            "scans", "call_sites", "dependencies", "files")] == [1, 0, 0, 0]  # fmt: skip

    def test_a_folder_has_no_history(self, folder: DataFolder, tmp_path: Path) -> None:
        (tmp_path / "plain").mkdir()

        (outcome,) = load(folder, paths=(tmp_path / "plain",), with_history=True)

        assert outcome.status == "failed"
        assert "no git repository" in (outcome.error or "")


class TestCommand:
    def test_one_that_fails_costs_the_status_and_not_the_others(
        self, folder: DataFolder, tmp_path: Path, run_ptm: Command
    ) -> None:
        (tmp_path / "good").mkdir()
        (tmp_path / "good" / "a.py").write_text(USE.format("acme/a"))

        done = run_ptm(
            "load", "reuse", "--path", tmp_path / "gone", "--path", tmp_path / "good",
            data_dir=folder.root,
        )  # fmt: skip

        assert done.returncode == 1
        assert "gone: failed" in done.stdout
        assert "good: 1 call sites in 1 files, 1 parsed" in done.stdout
        assert "1 of 2 could not be scanned" in done.stderr
        assert "run the same command again" in done.stderr
        assert rows(folder, "select resolved_names from call_sites") == [('["acme/a"]',)]


class TestList:
    def test_what_a_line_may_be(self, tmp_path: Path) -> None:
        file = tmp_path / "list"
        file.write_text(
            "# mine\nacme/a  # why\n\nhttps://github.com/acme/b.git\nacme/c@v1\nacme/a\n"
        )

        assert [tuple(listed) for listed in reuse.read_repository_list(file)] == [
            ("acme/a", None), ("acme/b", None), ("acme/c", "v1")
        ]  # fmt: skip

    @pytest.mark.parametrize("line", ["acme", "acme/a/b", "a b/c", "acme/a@--upload-pack=touch x",
                                      "acme/a@-x"])  # fmt: skip
    def test_what_it_may_not(self, tmp_path: Path, line: str) -> None:
        (tmp_path / "list").write_text(f"acme/a\n{line}\n")

        with pytest.raises(PtmError, match=r"Line 2 of .* Write it as owner/name"):
            reuse.read_repository_list(tmp_path / "list")

    def test_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "list").write_text("# none\n")

        with pytest.raises(PtmError, match="names no repository"):
            reuse.read_repository_list(tmp_path / "list")
        with pytest.raises(PtmError, match="does not exist"):
            reuse.read_repository_list(tmp_path / "no")
