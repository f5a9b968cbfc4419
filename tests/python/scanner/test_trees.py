"""The same source, wherever it lies, holds the same call sites; nothing hostile gets further."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from repositories import USE, Link, git, write_repository

from ingestion.errors import PtmError
from ingestion.scanner.scan import Scan, scan_tree
from ingestion.scanner.signatures import load_signatures
from ingestion.scanner.trees import archive, open_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

FILES = {
    "pkg/__init__.py": "",
    "pkg/names.py": 'BASE = "acme/base"\n',
    "pkg/load.py": (
        "from transformers import AutoModel\nfrom pkg.names import BASE\n"
        "AutoModel.from_pretrained(BASE)\n"
    ),
    "run.sh": "python train.py --model_name_or_path bert-base-uncased\n",
    "notes.txt": "from_pretrained\n",
}
NAMED = {("pkg/load.py", 3, ("acme/base",)), ("run.sh", 1, ("bert-base-uncased",))}


def scanned(path: Path, commit: str | None = None) -> Scan:
    with open_tree(path, commit=commit) as tree:
        return scan_tree(tree, load_signatures())


def named(scan: Scan) -> set[tuple[str, int, tuple[str, ...]]]:
    return {(site.path, site.line, site.resolved_names) for site in scan.call_sites}


def reasons(scan: Scan) -> dict[str, str | None]:
    return {file.path: file.reason for file in scan.files if file.status != "parsed"}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def tar_of(file: Path, files: Mapping[str, str | bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(file, mode) as tar:  # type: ignore[call-overload]
        for name, text in files.items():
            content = text if isinstance(text, bytes) else text.encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file


class TestSameSource:
    def test_a_folder(self, tmp_path: Path) -> None:
        assert named(scanned(write(tmp_path, FILES))) == NAMED

    def test_a_commit_that_is_not_the_newest(self, tmp_path: Path) -> None:
        first, _ = write_repository(
            tmp_path / "r.git", FILES, {"pkg/names.py": 'BASE = "acme/other"\n', "run.sh": None}
        )

        scan = scanned(tmp_path / "r.git", first)

        assert named(scan) == NAMED
        assert (scan.commit_sha, scan.source_kind, scan.files_seen) == (first, "git", len(FILES))
        assert {path for path, _, _ in named(scanned(tmp_path / "r.git", "main"))} == {
            "pkg/load.py"
        }

    @pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
    def test_a_tar(self, tmp_path: Path, mode: str) -> None:
        archived = {f"thing-1.0/{name}": text for name, text in FILES.items()}

        scan = scanned(tar_of(tmp_path / "thing-1.0.tar.any", archived, mode))

        assert {(path.removeprefix("thing-1.0/"), *rest) for path, *rest in named(scan)} == NAMED

    def test_a_zip(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "thing.whl", "w") as wheel:
            for name, text in FILES.items():
                wheel.writestr(name, text)

        assert named(scanned(tmp_path / "thing.whl")) == NAMED

    def test_many_files_in_processes_as_few_in_one(self, tmp_path: Path) -> None:
        # more files than are scanned without a process
        many = {f"m{number:03}.py": USE.format(f"acme/m-{number}") for number in range(40)}

        scan = scanned(write(tmp_path, FILES | many))

        assert named(scan) == NAMED | {
            (f"m{number:03}.py", 2, (f"acme/m-{number}",)) for number in range(40)
        }
        assert [file.path for file in scan.files] == sorted(file.path for file in scan.files)

    def test_a_clone_of_github_is_known_by_its_remote(self, tmp_path: Path) -> None:
        write_repository(tmp_path / "r.git", FILES)
        git(tmp_path / "r.git", "remote", "add", "origin", "git@github.com:Acme/Tool.git")

        scan = scanned(tmp_path / "r.git", "HEAD")

        assert (scan.repository_name, scan.host) == ("Acme/Tool", "github")


class TestNothingThere:
    def test_no_such_path(self, tmp_path: Path) -> None:
        with pytest.raises(PtmError, match=r"nowhere does not exist\. Name a folder"):
            open_tree(tmp_path / "nowhere")

    def test_no_such_commit(self, tmp_path: Path) -> None:
        write_repository(tmp_path / "r.git", FILES)

        with pytest.raises(PtmError, match="has no commit 'v9'"):
            open_tree(tmp_path / "r.git", commit="v9")

    def test_a_revision_is_no_option(self, tmp_path: Path) -> None:
        write_repository(tmp_path / "r.git", FILES)

        with pytest.raises(PtmError, match="has no commit"):
            open_tree(tmp_path / "r.git", commit=f"--output={tmp_path / 'written'}")

        assert not (tmp_path / "written").exists()

    def test_no_archive(self, tmp_path: Path) -> None:
        (tmp_path / "a.zip").write_text("no archive")

        with pytest.raises(PtmError, match="no zip or tar archive"):
            open_tree(tmp_path / "a.zip")


class TestHostile:
    def test_a_folder_is_scanned_and_each_refusal_is_a_row(self, tmp_path: Path) -> None:
        root = write(tmp_path / "root", FILES)
        (tmp_path / "secret.py").write_text(USE.format("secret/one"))
        with (root / "huge.py").open("wb") as huge:
            huge.truncate(200 << 20)
        (root / "long.py").write_text(USE.format("acme/long") + "# " + "x" * (3 << 20))
        (root / "nested.py").write_text(USE.format("acme/n") + "x = " + "[" * 10_000 + "]" * 10_000)
        (root / "deep.py").write_text(USE.format("acme/d") + "x = " + "-" * 100_000 + "1")
        (root / "nested.ipynb").write_text('{"x": "from_pretrained", "cells": ' + "[" * 10_000)
        (root / "out.py").symlink_to(tmp_path / "secret.py")
        (root / "parent").symlink_to(tmp_path)
        (root / "inside.py").symlink_to(root / "pkg/load.py")
        os.mkfifo(root / "pipe.py")
        (root / "latin.py").write_bytes(b"# caf\xe9\n" + USE.format("acme/latin").encode())
        (root / "wide.py").write_bytes(USE.format("acme/wide").encode("utf-16"))
        (root / "strange.py").write_bytes(b"# coding: punycode\n" + USE.format("acme/s").encode())
        (root / "null.py").write_bytes(USE.format("acme/null").encode() + b"\0")
        (root / "half.py").write_text(USE.format("acme/\\ud800"))
        (root / "new\nline.py").write_text(USE.format("acme/newline"))
        Path(os.fsdecode(bytes(root) + b"/\xff.py")).write_text(USE.format("acme/byte"))
        (root / "inner.zip").write_bytes(b"PK")

        scan = scanned(root)
        refused = reasons(scan)

        assert refused.pop("nested.py") == "syntax error at line 3: too many nested parentheses"
        assert refused.pop("deep.py") == "nested too deeply for the parser"
        assert "no JSON" in (refused.pop("nested.ipynb") or "")
        assert "null bytes" in (refused.pop("null.py") or "")
        assert refused == {
            "huge.py": "209,715,200 bytes, more than the 67,108,864 that are read",
            "long.py": "3,145,804 bytes, more than the 2,097,152 of python that are parsed",
            "out.py": "a link that leads out of the tree",
            "parent": "a link that leads out of the tree",
            "pipe.py": "no regular file",
            "inner.zip": "an archive inside a tree is not opened",
        }
        found = {name for _, _, names in named(scan) for name in names}
        assert {"acme/base", "acme/latin", "acme/wide", "acme/s", "acme/newline",
                "acme/byte"} <= found  # fmt: skip
        assert not {name for name in found if name.startswith("secret")}
        paths = {site.path for site in scan.call_sites}
        assert {"new\nline.py", "\\xff.py"} <= paths
        # every text can be stored
        assert [repr(site).encode() for site in scan.call_sites]

    def test_a_commit(self, tmp_path: Path) -> None:
        write_repository(
            tmp_path / "r.git",
            {
                "out.py": Link("../../secret.py"),
                "absolute.py": Link("/etc/passwd"),
                "inside.py": Link("pkg/load.py"),
                "new\nline.py": USE.format("acme/newline"),
                "pointer.ipynb": "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
                **FILES,
            },
        )

        scan = scanned(tmp_path / "r.git", "HEAD")

        assert reasons(scan) == {
            "out.py": "a link that leads out of the tree",
            "absolute.py": "a link that leads out of the tree",
            "pointer.ipynb": "kept in Git LFS, of which only the pointer is here",
        }
        assert named(scan) == NAMED | {("new\nline.py", 2, ("acme/newline",))}

    def test_settings_of_a_repository_run_nothing(self, tmp_path: Path) -> None:
        repository = tmp_path / "r.git"
        write_repository(repository, FILES)
        for name in ("core.fsmonitor", "core.pager", "gpg.program", "core.sshCommand",
                     "diff.external", "core.hooksPath"):  # fmt: skip
            git(repository, "config", name, f"touch {tmp_path / 'ran'}")
        git(repository, "config", "log.showSignature", "true")

        assert named(scanned(repository, "HEAD")) == NAMED
        assert not (tmp_path / "ran").exists()

    def test_paths_of_an_archive_lead_nowhere(self, tmp_path: Path) -> None:
        file = tar_of(
            tmp_path / "a.tar.gz",
            {"../../out.py": USE.format("acme/out"), "/abs.py": USE.format("acme/abs"), **FILES},
        )

        scan = scanned(file)

        assert named(scan) == NAMED
        assert reasons(scan) == {
            "../../out.py": "a path that leads out of the archive",
            "/abs.py": "a path that leads out of the archive",
        }

    def test_a_zip_bomb_is_not_unpacked(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(archive, "BOMB_FLOOR", 1 << 16)
        with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
            # deflate packs zeros a thousandfold, source fivefold
            bomb.writestr("bomb.py", b"\0" * (20 << 20))
            bomb.writestr("good.py", USE.format("acme/good"))
        monkeypatch.setattr(archive, "BOMB_RATIO", 100)

        scan = scanned(tmp_path / "b.zip")

        assert reasons(scan) == {"bomb.py": archive.BOMB}
        assert named(scan) == {("good.py", 2, ("acme/good",))}

    def test_a_tar_bomb_is_left(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(archive, "BOMB_FLOOR", 1 << 16)
        inner = tar_of(
            tmp_path / "inner.tar",
            {"good.py": USE.format("acme/good"), "zeros.bin": b"\0" * (20 << 20)}, "w",
        )  # fmt: skip
        (tmp_path / "b.tar.gz").write_bytes(gzip.compress(inner.read_bytes()))

        scan = scanned(tmp_path / "b.tar.gz")

        assert reasons(scan) == {"b.tar.gz": archive.BOMB}
        assert named(scan) == {("good.py", 2, ("acme/good",))}

    def test_a_cut_archive_gives_what_it_has(self, tmp_path: Path) -> None:
        noise = os.urandom(100_000)
        whole = tar_of(
            tmp_path / "a.tar.gz", {"a.py": USE.format("acme/first"), "b.bin": noise}
        ).read_bytes()
        (tmp_path / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])

        scan = scanned(tmp_path / "cut.tar.gz")

        assert named(scan) == {("a.py", 2, ("acme/first",))}
        assert "cut or broken" in (reasons(scan)["cut.tar.gz"] or "")

    def test_an_archive_that_does_not_open(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "b.zip", "w") as broken:
            broken.writestr("a.py", USE.format("acme/a"))
        content = (tmp_path / "b.zip").read_bytes()
        (tmp_path / "b.zip").write_bytes(content.replace(b"acme/a", b"acme/b"))

        assert "cannot be unpacked: Bad CRC-32" in (
            reasons(scanned(tmp_path / "b.zip"))["a.py"] or ""
        )
