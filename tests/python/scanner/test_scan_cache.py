"""What is known is not scanned again, and what others changed is."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from repositories import START, USE, write_repository

from ingestion.scanner import scan
from ingestion.scanner.history import FileVersion, walk_history
from ingestion.scanner.scan import Scan, scan_tree
from ingestion.scanner.signatures import load_signatures
from ingestion.scanner.trees import open_tree
from ingestion.scanner.trees.git import GitTree

IMPORTS = (
    "from transformers import AutoModel\nfrom pkg.names import BASE\n"
    "AutoModel.from_pretrained(BASE)\n"
)
CONFIGURED = (
    "import json\nfrom transformers import AutoModel\n"
    "config = json.load(open('config.json'))\nAutoModel.from_pretrained(config['base'])\n"
)
FIRST = {
    "pkg/__init__.py": "",
    "pkg/names.py": 'BASE = "acme/one"\n',
    "pkg/load.py": IMPORTS,
    "configured.py": CONFIGURED,
    "config.json": '{"base": "acme/two"}',
    "literal.py": USE.format("acme/three"),
    "plain.py": "print(1)\n",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    write_repository(
        tmp_path / "r.git",
        FIRST,
        {"pkg/names.py": 'BASE = "acme/one-b"\n'},
        {"config.json": '{"base": "acme/two-b"}', "more.py": USE.format("acme/four")},
    )
    return tmp_path / "r.git"


def scanned(path: Path, cache_file: Path, commit: str | None = None) -> Scan:
    with open_tree(path, commit=commit) as tree:
        return scan_tree(tree, load_signatures(), cache_file=cache_file)


def names(found: Scan) -> set[str]:
    return {name for site in found.call_sites for name in site.resolved_names}


class TestNextCommit:
    def test_only_what_changed_or_asked_of_it_is_scanned(
        self, repository: Path, tmp_path: Path
    ) -> None:
        cache = tmp_path / "cache.sqlite"
        first = scanned(repository, cache, "main~2")
        second = scanned(repository, cache, "main~1")
        third = scanned(repository, cache, "main")

        sources = len(FIRST)
        assert (first.reused_count, names(first)) == (0, {"acme/one", "acme/two", "acme/three"})
        # names.py, and load.py that imports it
        assert second.reused_count == sources - 2
        assert names(second) == {"acme/one-b", "acme/two", "acme/three"}
        # config.json, and configured.py that reads it; more.py is new
        assert third.reused_count == sources - 2
        assert names(third) == {"acme/one-b", "acme/two-b", "acme/three", "acme/four"}

    def test_what_is_known_is_what_was_found(self, repository: Path, tmp_path: Path) -> None:
        cache = tmp_path / "cache.sqlite"
        fresh = scanned(repository, cache, "main")
        known = scanned(repository, cache, "main")

        assert known.reused_count == len(FIRST) + 1
        assert (known.files, known.call_sites) == (fresh.files, fresh.call_sites)

    def test_other_signatures_scan_anew(
        self, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cache = tmp_path / "cache.sqlite"
        scanned(repository, cache, "main")
        monkeypatch.setattr(load_signatures(), "hash", "other")

        assert scanned(repository, cache, "main").reused_count == 0

    def test_a_cache_that_cannot_be_used_is_none(self, repository: Path, tmp_path: Path) -> None:
        (tmp_path / "broken.sqlite").write_text("no database" * 100)

        for cache in (tmp_path / "broken.sqlite", Path("/proc/none/cache.sqlite")):
            assert "acme/three" in names(scanned(repository, cache, "main"))


class TestFolder:
    def test_a_file_that_changed_is_scanned_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # of files written a moment ago the times tell nothing yet
        monkeypatch.setattr(scan, "_SETTLED", -(10**12))
        root, cache = tmp_path / "root", tmp_path / "cache.sqlite"
        root.mkdir()
        (root / "a.py").write_text(USE.format("acme/a"))
        (root / "b.py").write_text(USE.format("acme/b"))
        first = scanned(root, cache)
        time.sleep(0.01)
        (root / "b.py").write_text(USE.format("acme/c"))
        second = scanned(root, cache)

        assert (names(first), names(second)) == ({"acme/a", "acme/b"}, {"acme/a", "acme/c"})
        assert second.reused_count == 1
        assert first.scan_id != second.scan_id
        assert scanned(root, cache).scan_id == second.scan_id


class TestHistory:
    def versions(self, repository: Path) -> list[FileVersion]:
        return walk_history(GitTree(repository), load_signatures())

    def test_versions_of_the_files_that_ever_used_a_ptm(self, tmp_path: Path) -> None:
        commits = write_repository(
            tmp_path / "r.git",
            FIRST,
            {"pkg/names.py": 'BASE = "acme/one-b"\n'},
            {"literal.py": USE.format("acme/three") + "# said\n", "plain.py": "print(2)\n"},
            {"literal.py": "def broken(:  # from_pretrained transformers\n"},
            {"literal.py": "print('no PTM any more')\n"},
            {"configured.py": None},
            {"configured.py": CONFIGURED},
        )

        versions = self.versions(tmp_path / "r.git")

        assert [(v.position, v.path, v.change, v.names) for v in versions] == [
            (0, "configured.py", "added", ("acme/two",)),
            (0, "literal.py", "added", ("acme/three",)),
            (0, "pkg/load.py", "added", ("acme/one",)),
            # the file that it imports changed, not the file itself
            (1, "pkg/load.py", "modified", ("acme/one-b",)),
            (2, "literal.py", "modified", ("acme/three",)),
            # what cannot be parsed in commit 3 says nothing
            (4, "literal.py", "modified", ()),
            (5, "configured.py", "removed", ()),
            (6, "configured.py", "added", ("acme/two",)),
        ]
        assert [v.commit_sha for v in versions] == [commits[v.position] for v in versions]
        assert {(v.committed_at - versions[0].committed_at).seconds // 60 for v in versions} == {
            0, 1, 2, 4, 5, 6
        }  # fmt: skip
        assert versions[0].committed_at.timestamp() - START < 86_400

    def test_its_end_is_the_scan_of_the_newest_commit(
        self, repository: Path, tmp_path: Path
    ) -> None:
        last = {version.path: version.names for version in self.versions(repository)}
        found = scanned(repository, tmp_path / "cache.sqlite", "main")

        assert {name for of_file in last.values() for name in of_file} == names(found)
