"""What goes wrong outside: one clear message, a non-zero exit, and the loaded data intact.

What takes the command's way into the operating system (exit status, locks between processes, dbt)
runs as processes of its own; the many wrong files and options run through the same entry point
inside this one, where starting costs nothing.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from conftest import Command, raw_contents
from ingestion import http
from ingestion.cli import main
from ingestion.config import DataFolder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
DUMP_OPTIONS = ("--observed-at", "2024-06-01", "--full")
LIST_OPTIONS = ("--source-name", "other")
# every command that takes a file, with its options and a whole file of its kind
KINDS: dict[str, tuple[tuple[str, ...], Any]] = {
    "hub-dump": (DUMP_OPTIONS, [{"id": "acme/m-1"}, {"id": "acme/m-2", "tags": ["a"]}]),
    "mappings": (LIST_OPTIONS, {"x/a": ["acme/m-1", "m-2"]}),
    "repository-licenses": (LIST_OPTIONS, {"x/a": "MIT", "y/b": None}),
    "renames": (LIST_OPTIONS, {"acme/old": "acme/new"}),
}

Said = tuple[int, str]
Main = "Callable[..., Said]"


@pytest.fixture
def run_main(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Main:
    """`ptm` inside this process: exit status and standard error; any other exception comes out."""

    def run(*arguments: str | Path, data_dir: Path) -> Said:
        monkeypatch.setenv("PTM_DATA_DIR", str(data_dir))
        monkeypatch.setattr(sys, "argv", ["ptm", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        return int(stop.value.code or 0), capsys.readouterr().err

    return run


@pytest.fixture(scope="module")
def loaded(initialised: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A data folder with a dump and a list of each kind; not to be written."""
    root = tmp_path_factory.mktemp("loaded")
    folder = DataFolder(shutil.copytree(initialised.root, root / "data"))
    for kind, (_, content) in KINDS.items():
        file = root / f"{kind}.json"
        file.write_text(json.dumps(content))
        options = ("--source-name", "acme") if kind != "hub-dump" else DUMP_OPTIONS
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("PTM_DATA_DIR", str(folder.root))
            patched.setenv("PTM_NOW", "2024-06-01")
            patched.setattr(sys, "argv", ["ptm", "load", kind, str(file), *options])
            with pytest.raises(SystemExit) as stop:
                main()
        assert not stop.value.code
    return folder


@pytest.fixture(scope="module")
def before(loaded: DataFolder) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every raw table of `loaded`."""
    contents = raw_contents(loaded)
    assert sum(map(len, contents.values())) == 13
    return contents


@pytest.fixture
def copy(loaded: DataFolder, tmp_path: Path) -> DataFolder:
    """`loaded`, for a test that must leave it as it is."""
    return DataFolder(shutil.copytree(loaded.root, tmp_path / "data"))


def assert_clear(said: Said, *names: str | Path) -> None:
    """One line for people, of two or three sentences, that names what each of `names` is."""
    status, stderr = said
    assert status == 1
    assert "Traceback" not in stderr
    assert len(stderr.splitlines()) == 1, stderr
    assert stderr.startswith("Error: "), stderr
    assert 2 <= len(re.findall(r"[^.][.](?= [A-Z]|$)", stderr.strip())) <= 3, stderr
    for name in names:
        assert str(name) in stderr


# --- files


def damaged(kind: str, damage: str, folder: Path) -> Path:
    """A file for the command `kind` that is not what it takes."""
    whole = json.dumps(KINDS[kind][1]).encode()
    name, content = {
        "missing": ("missing.json", None),
        "PNG": ("picture.json", PNG),
        "CSV": ("table.json", b"repository,ptm\nx/a,m\n"),
        "PNG as CSV": ("picture.csv", PNG),
        "names": ("names.json", b'["acme/m-1", "acme/m-2"]'),
        "number": ("number.json", b"7"),
        "page": ("page.json", b"<!doctype html><title>Sign in</title>"),
        "empty": ("empty.json", b""),
        "Latin-1": ("latin.json", '{"id": "été"}'.encode("latin-1")),
        "cut": ("cut.json", whole[: len(whole) * 2 // 3]),
        "cut at the end": ("cut.json", whole[:-1]),
        "cut gz": ("cut.json.gz", gzip.compress(whole)[:-9]),
    }[damage]
    file = folder / name
    if content is not None:
        file.write_bytes(content)
    return file


DAMAGES = {
    "missing": "does not exist",
    "PNG": "UTF-8|as JSON",
    "CSV": "no JSON|as JSON",
    "PNG as CSV": "UTF-8|as JSON",
    "names": "is not an object|no record of a hub",
    "number": "is not an object|no record of a hub",
    "page": "no JSON|as JSON",
    "empty": "no JSON|no records",
    "Latin-1": "UTF-8|as JSON",
    "cut": "is cut off",
    "cut at the end": "is cut off",
    "cut gz": "is cut off|UTF-8",
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_file_is_named_with_what_is_wrong_and_changes_nothing(
    kind: str, damage: str, copy: DataFolder, before: Any, run_main: Main, tmp_path: Path
) -> None:
    file = damaged(kind, damage, tmp_path)

    said = run_main("load", kind, file, *KINDS[kind][0], data_dir=copy.root)

    assert_clear(said, file)
    assert re.search(DAMAGES[damage], said[1])
    assert raw_contents(copy) == before


@pytest.mark.parametrize("form", ["parquet", "arrays", "deep", "gz that is none", "cut lines"])
def test_a_dump_that_is_no_json_lines_is_refused(
    form: str, copy: DataFolder, before: Any, run_main: Main, tmp_path: Path
) -> None:
    file = tmp_path / "dump.json"
    if form == "parquet":
        duckdb.sql(f"copy (select 'a' as name from range(1000)) to '{file}' (format parquet)")
    elif form == "arrays":
        file.write_text('{"id": "a"}\n["b"]\n')
    elif form == "deep":
        file.write_text('{"id": "a", "cardData": ' + "[" * 100_000)
    elif form == "cut lines":
        file.write_text('{"id": "a"}\n{"id": "b", "tags": ["x"')
    else:
        file = tmp_path / "dump.jsonl.gz"
        file.write_text('{"id": "a"}\n')

    said = run_main("load", "hub-dump", file, *DUMP_OPTIONS, data_dir=copy.root)

    assert_clear(said, file)
    assert raw_contents(copy) == before


@pytest.mark.parametrize(
    ("damage", "said"),
    [("missing", "has no mapping.csv and no all_gh_licenses.json and no Linux-Foundation"),
     ("cut JSON", "all_gh_licenses.json is cut off"),
     ("matrix is a picture", "Compatibility.xlsx is no Excel workbook")],
)  # fmt: skip
def test_an_artifact_with_a_wrong_file_is_not_loaded_by_half(
    damage: str, said: str, copy: DataFolder, before: Any, run_main: Main, tmp_path: Path
) -> None:
    artifact = tmp_path / "artifact"
    artifact.mkdir()
    if damage != "missing":
        (artifact / "mapping.csv").write_text("github.com/x/a,m,https://h/m,mit\n")
        whole = b'{"x/a": ["mit"]}'
        (artifact / "all_gh_licenses.json").write_bytes(whole[: -(damage == "cut JSON") or None])
        (artifact / "Linux-Foundation-OSS-License-Compatibility.xlsx").write_bytes(PNG)

    assert_clear(
        run_main("load", "peatmoss-artifact", artifact, data_dir=copy.root), artifact, said
    )
    assert raw_contents(copy) == before


# --- options


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("load", "huggingface", "--only", "models,forks"), "--only does not know 'forks'"),
        (("load", "huggingface", "--only", "models,"), "--only does not know ''"),
        (("load", "huggingface", "--observed-at", "May"), "--observed-at says 'May'"),
        (("load", "huggingface", "--since", "last week"), "--since says 'last week'"),
        (("load", "hub-dump", "f.json", "--observed-at", "2024-13-01", "--full"), "'2024-13-01'"),
        (("load", "hub-dump", "f.json", *DUMP_OPTIONS, "--entity", "ptm"), "does not know 'ptm'"),
        (("load", "mappings", "f.json", *LIST_OPTIONS, "--observed-at", "x"), "--observed-at says"),
        (("load", "renames", "f.json", *LIST_OPTIONS, "--entity", "model"), "not know 'model'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_option_is_named_with_what_it_takes(
    arguments: tuple[str, ...], said: str, copy: DataFolder, before: Any, run_main: Main
) -> None:
    assert_clear(run_main(*arguments, data_dir=copy.root), said)
    assert raw_contents(copy) == before


@pytest.mark.parametrize(
    "arguments",
    [("load", "huggingface", "--limit", "0"), ("load", "mappings", "f.json"), ("load", "nothing"),
     ("load", "sample", "--ptms", "many"), ("load", "hub-dump", "f.json", "--full")],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_usage_is_told_by_the_help(
    arguments: tuple[str, ...], copy: DataFolder, before: Any, run_main: Main
) -> None:
    status, stderr = run_main(*arguments, data_dir=copy.root)

    assert status == 2
    assert "Usage: " in stderr
    assert raw_contents(copy) == before


# --- hubs


class _Page(BaseHTTPRequestHandler):
    """No hub: whatever is asked for, a page for people."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>Sign in</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


@contextmanager
def no_hub(kind: str) -> Iterator[str]:
    """The address of something on this machine that is no hub."""
    if kind == "closed port":
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield address
    elif kind == "page":
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
    else:
        yield kind


@pytest.mark.parametrize(
    ("kind", "said"),
    [("closed port", "cannot be reached"), ("page", "no complete JSON document"),
     ("huggingface.co", "HF_ENDPOINT is no address"), ("http://", "HF_ENDPOINT is no address")],
)  # fmt: skip
def test_what_is_no_hub_is_told_and_what_was_loaded_stays(
    kind: str,
    said: str,
    copy: DataFolder,
    before: Any,
    run_main: Main,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "TRIES", 2)
    monkeypatch.setattr(http, "RETRY_WAIT_SECONDS", 0.0)
    with no_hub(kind) as address:
        monkeypatch.setenv("HF_ENDPOINT", address)
        answered = run_main("load", "huggingface", data_dir=copy.root)

    assert_clear(answered, said, "HF_ENDPOINT")
    after = raw_contents(copy)
    # that it was tried is on record, and nothing else
    tried = {"huggingface.listings", "huggingface.fetches"}
    assert {name for name in after if after[name] != before[name]} <= tried
    assert set(before["huggingface.listings"]) <= set(after["huggingface.listings"])


# --- locks


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Another process that has a database open for writing, as a load or a shell would."""
    script = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield
        holder.communicate("\n")


@pytest.mark.parametrize(
    "arguments",
    [("status",), ("init",), ("init", "--fresh"), ("load", "huggingface"), ("load", "sample"),
     *(("load", kind) for kind in KINDS)],
    ids=" ".join,
)  # fmt: skip
def test_a_raw_database_that_is_in_use_is_named(
    arguments: tuple[str, ...],
    copy: DataFolder,
    before: Any,
    run_main: Main,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    if arguments[-1] in KINDS:
        options, content = KINDS[arguments[-1]]
        file = tmp_path / "other.json"
        file.write_text(json.dumps(content))
        arguments = (*arguments, str(file), *options)

    with held(copy.raw_database):
        said = run_main(*arguments, data_dir=copy.root)

    assert_clear(said, copy.raw_database, "in use by another process")
    assert raw_contents(copy) == before


@pytest.fixture(scope="module")
def built(loaded: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A data folder with a warehouse of one table, which dbt must not come to touch."""
    folder = DataFolder(shutil.copytree(loaded.root, tmp_path_factory.mktemp("built") / "data"))
    with duckdb.connect(str(folder.warehouse_database)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.dim_ptms as select range as ptm_id from range(1000)")
    return folder


@pytest.mark.parametrize("name", ["warehouse.duckdb", "raw.duckdb"])
def test_dbt_says_which_database_is_in_use_and_leaves_it(
    name: str, built: DataFolder, before: Any, run_dbt: Command
) -> None:
    with held(built.root / name):
        completed = run_dbt("build", data_dir=built.root)

    assert completed.returncode != 0
    said = completed.stdout + completed.stderr
    assert f"{built.root / name} is in use by another process" in said
    assert "Traceback" not in said
    with duckdb.connect(str(built.warehouse_database), read_only=True) as connection:
        assert connection.execute(
            "select table_name, estimated_size from duckdb_tables()"
        ).fetchall() == [("dim_ptms", 1000)]
    assert raw_contents(built) == before


# --- folders


@pytest.mark.parametrize("command", [("init",), ("load", "sample"), ("load", "mappings")])
def test_a_data_folder_that_cannot_be_made_is_named(
    command: tuple[str, ...], run_main: Main, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "m.json").write_text('{"x/a": ["m"]}')
    below = tmp_path / "file" / "data"
    more = (str(tmp_path / "m.json"), *LIST_OPTIONS) if command[-1] == "mappings" else ()

    assert_clear(run_main(*command, *more, data_dir=below), below, "PTM_DATA_DIR")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_raw_database_that_is_none_is_named_and_kept(run_main: Main, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.raw_database.write_bytes(PNG * 1000)

    for command in ("init", "status"):
        assert_clear(run_main(command, data_dir=tmp_path), folder.raw_database)
    assert folder.raw_database.read_bytes() == PNG * 1000


def test_a_folder_without_data_says_how_to_begin(run_main: Main, tmp_path: Path) -> None:
    assert_clear(run_main("status", data_dir=tmp_path), tmp_path, "`ptm init`")
    assert list(tmp_path.iterdir()) == []


# --- the fictional sample and real data


def test_the_sample_is_refused_over_real_data(
    copy: DataFolder, before: Any, run_main: Main
) -> None:
    assert_clear(
        run_main("load", "sample", data_dir=copy.root), copy.root, "real data", "ptm init --fresh"
    )
    assert raw_contents(copy) == before
    assert not copy.sample_marker.exists()


@pytest.fixture(scope="module")
def sample(sample_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """The raw data of the sample; not to be written."""
    folder = DataFolder(tmp_path_factory.mktemp("fictional"))
    for file in (folder.raw_database, folder.sample_marker):
        shutil.copy(sample_warehouse / file.name, file)
    return folder


@pytest.mark.parametrize("kind", ["huggingface", "peatmoss-artifact", "sample", *KINDS])
def test_real_data_and_another_sample_are_refused_over_the_sample(
    kind: str,
    sample: DataFolder,
    run_main: Main,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    contents = raw_contents(sample)
    arguments: tuple[str, ...] = {
        "peatmoss-artifact": (str(tmp_path),),
        "sample": ("--seed", "2"),
    }.get(kind, ())
    if kind in KINDS:
        file = tmp_path / "real.json"
        file.write_text(json.dumps(KINDS[kind][1]))
        arguments = (str(file), *KINDS[kind][0])

    said = run_main("load", kind, *arguments, data_dir=sample.root)

    assert_clear(said, sample.root, "sample", "`ptm init --fresh`")
    assert raw_contents(sample) == contents


# --- the command as a process


def test_the_command_ends_with_a_status_and_one_line(
    copy: DataFolder, before: Any, run_ptm: Command, tmp_path: Path
) -> None:
    """As a shell sees it: a wrong file, a cut one, a locked database; then it works again."""
    cut = damaged("mappings", "cut", tmp_path)
    whole = tmp_path / "whole.json"
    whole.write_text('{"x/new": ["m"]}')

    def load(file: Path) -> Said:
        completed = run_ptm("load", "mappings", file, *LIST_OPTIONS, data_dir=copy.root)
        assert completed.stdout == "" or completed.returncode == 0
        return completed.returncode, completed.stderr

    assert_clear(load(tmp_path / "missing.json"), tmp_path / "missing.json", "Check the path")
    assert_clear(load(cut), cut, "is cut off", "Get the file again")
    with held(copy.raw_database):
        assert_clear(load(whole), copy.raw_database, "in use", "run the command again")
    assert raw_contents(copy) == before
    assert load(whole) == (0, "")
    assert len(raw_contents(copy)["published.mappings"]) == 3
