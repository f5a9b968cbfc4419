"""What tests share: the real data, the project's commands in a data folder, a built sample."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import pytest

from ingestion.cli import main
from ingestion.config import DataFolder
from ingestion.landing import initialise
from ingestion.raw import all_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PROJECT = Path(__file__).resolve().parents[2]

# not resolved: the environment's commands lie beside its own `python`, which is a link
ENVIRONMENT = Path(sys.executable).parent


class Command(Protocol):
    """`run_ptm` and `run_dbt`: arguments of the command in, its exit status and output back."""

    def __call__(
        self,
        *arguments: str | Path,
        data_dir: Path,
        env: Mapping[str, str] | None = None,
        check: bool = False,
    ) -> subprocess.CompletedProcess[str]: ...


def environment(data_dir: Path | None = None) -> dict[str, str]:
    """The environment of a command that works on a data folder.

    dbt's target and log folders lie inside the data folder, so that runs on two data folders may
    go on at the same time. The caller's tokens and hub address are taken away: a test that needs
    one says so in `env`.
    """
    own = {"HF_TOKEN", "HF_ENDPOINT", "GITHUB_TOKEN", "PTM_GITHUB_URL", "PTM_NOW"}
    places = {"PTM_DATA_DIR": "", "DBT_TARGET_PATH": "target", "DBT_LOG_PATH": "logs"}
    inherited = {key: value for key, value in os.environ.items() if key not in own | set(places)}
    return inherited | {
        **({key: str(data_dir / place) for key, place in places.items()} if data_dir else {}),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_USE_COLORS": "false",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        # wide and plain, so that a sentence that a test looks for is not wrapped or coloured
        "COLUMNS": "1000",
        "NO_COLOR": "1",
    }


def checked(completed: subprocess.CompletedProcess[str], *, check: bool) -> Any:
    """The completed process; with `check` one that failed fails the test and shows its output."""
    if check and completed.returncode != 0:
        pytest.fail(
            f"{' '.join(completed.args)} exited with {completed.returncode}\n"
            f"{completed.stdout}{completed.stderr}",
            pytrace=False,
        )
    return completed


def started(name: str) -> Command:
    """A command of this environment as a shell starts it, from the project's folder."""

    def run(
        *arguments: str | Path,
        data_dir: Path,
        env: Mapping[str, str] | None = None,
        check: bool = False,
    ) -> subprocess.CompletedProcess[str]:
        completed = subprocess.run(
            [str(ENVIRONMENT / name), *map(str, arguments)],
            cwd=PROJECT,
            env=environment(data_dir) | dict(env or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return checked(completed, check=check)

    return run


class ForkedDbt:
    """`dbt` as forked processes, one a call; see forking.py.

    Attributes:
        output: a folder for what it says.
        parsed: the parsed project, which a call need not parse again.
    """

    def __init__(self, output: Path) -> None:
        self.output = output
        self.parsed: Callable[[], Path] | None = None
        self.server = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("forking.py"))],
            cwd=PROJECT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(
        self,
        *arguments: str | Path,
        data_dir: Path,
        env: Mapping[str, str] | None = None,
        check: bool = False,
    ) -> subprocess.CompletedProcess[str]:
        said, errors = self.output / "stdout", self.output / "stderr"
        said.write_bytes(b"")
        errors.write_bytes(b"")
        texts = list(map(str, arguments))
        is_parsed = self.parsed and not {"parse", "--project-dir", "--vars"}.intersection(texts)
        order = {
            "arguments": texts,
            "environment": environment(data_dir) | dict(env or {}),
            "stdout": str(said),
            "stderr": str(errors),
            "parsed": str(self.parsed()) if self.parsed and is_parsed else None,
        }
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        print(json.dumps(order), file=self.server.stdin, flush=True)
        status = int(self.server.stdout.readline())
        completed = subprocess.CompletedProcess(
            ["dbt", *texts], status, said.read_text("utf-8"), errors.read_text("utf-8")
        )
        return checked(completed, check=check)

    def end(self) -> None:
        assert self.server.stdin is not None
        self.server.stdin.close()
        self.server.wait()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def made_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """A folder that the worker makes that needs it first; the others wait for it."""
    done = folder.with_name(f"{folder.name}.done")
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def run_ptm() -> Command:
    """Runs `ptm`; with `check=True` a non-zero exit fails the test and shows the output."""
    return started("ptm")


@pytest.fixture(scope="session")
def run_dbt(tmp_path_factory: pytest.TempPathFactory, shared_folder: Path) -> Iterator[Command]:
    """Runs `dbt` as a process of its own, since it keeps DuckDB files open until it ends.

    The project is parsed once in a run of the tests.
    """
    forked = ForkedDbt(tmp_path_factory.mktemp("dbt"))

    def parse(folder: Path) -> None:
        forked("--quiet", "parse", data_dir=folder, check=True)

    forked.parsed = lambda: (
        made_once(shared_folder / "parsed", parse) / "target" / "partial_parse.msgpack"
    )
    yield forked
    forked.end()


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """A data folder with every raw table, empty; not to be written."""
    folder = DataFolder(tmp_path_factory.mktemp("initialised") / "data")
    initialise(folder)
    return folder


@pytest.fixture
def folder(initialised: DataFolder, tmp_path: Path) -> DataFolder:
    """A data folder of the test's own with every raw table, empty."""
    return DataFolder(shutil.copytree(initialised.root, tmp_path / "data"))


def quoted(name: str) -> str:
    """The name of a column, which may be a word of SQL."""
    return f'"{name}"'


@pytest.fixture
def run_main(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """`ptm` inside this process: exit status and output."""

    def run(*arguments: str | Path, data_dir: Path, **environment: str) -> tuple[int, str, str]:
        for key, value in environment.items():
            monkeypatch.setenv(key, value)
        monkeypatch.setenv("PTM_DATA_DIR", str(data_dir))
        monkeypatch.setattr(sys, "argv", ["ptm", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        said = capsys.readouterr()
        return int(stop.value.code or 0), said.out, said.err

    return run


def raw_contents(folder: DataFolder) -> dict[str, list[tuple[Any, ...]]]:
    """Every raw table's rows in a stated order, without what dlt keeps for itself."""
    with duckdb.connect(str(folder.raw_database), read_only=True) as connection:
        return {
            table.qualified_name: connection.execute(
                f"select {', '.join(map(quoted, table.columns.names))} from {table.qualified_name}"
                " order by all"
            ).fetchall()
            for table in all_tables()
        }


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; a test that asks for it is skipped where there is none."""
    folder = Path(os.environ.get("PTM_SHARED_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        missing = f"no real data at {folder}: PTM_SHARED_DATA names its folder"
        if os.environ.get("PTM_REQUIRE_SHARED_DATA") == "1":
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    return folder


@pytest.fixture(scope="session")
def manifest(run_dbt: ForkedDbt) -> dict[str, Any]:
    """dbt's manifest of the project, freshly parsed."""
    assert run_dbt.parsed is not None
    return _artifact(run_dbt.parsed().parent, "manifest.json")


@pytest.fixture(scope="session")
def sample_warehouse(run_ptm: Command, run_dbt: Command, shared_folder: Path) -> Path:
    """A data folder with the sample loaded and built once; read it only, or copy it first."""

    def make(folder: Path) -> None:
        run_ptm("load", "sample", data_dir=folder, check=True)
        # the unit tests read nothing of it, and have a check of their own
        run_dbt(
            "--quiet", "build", "--exclude-resource-type=unit_test", data_dir=folder, check=True
        )

    return made_once(shared_folder / "sample", make)


@pytest.fixture(scope="session")
def catalog(
    run_dbt: Command, sample_warehouse: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """dbt's catalog of the built sample: every relation with the columns that it really has."""
    folder = tmp_path_factory.mktemp("catalog")
    # dbt opens the warehouse for writing, and others read it
    for database in sample_warehouse.glob("*.duckdb"):
        shutil.copy(database, folder)
    run_dbt("--quiet", "docs", "generate", "--no-compile", data_dir=folder, check=True)
    return _artifact(folder / "target", "catalog.json")


def _artifact(target: Path, name: str) -> dict[str, Any]:
    artifact: dict[str, Any] = json.loads((target / name).read_text(encoding="utf-8"))
    return artifact
