"""What tests share: the real data, the project's commands in a data folder, a built sample."""

from __future__ import annotations

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
    from collections.abc import Callable, Mapping

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


def command(name: str) -> Command:
    """A command of this environment, run from the project's folder on a data folder.

    dbt's target and log folders lie inside the data folder, so that runs on two data folders may
    go on at the same time. The caller's tokens and hub address are taken away: a test that needs
    one says so in `env`.
    """

    def run(
        *arguments: str | Path,
        data_dir: Path,
        env: Mapping[str, str] | None = None,
        check: bool = False,
    ) -> subprocess.CompletedProcess[str]:
        own = {"HF_TOKEN", "HF_ENDPOINT", "GITHUB_TOKEN", "PTM_GITHUB_URL", "PTM_NOW"}
        environment = {key: value for key, value in os.environ.items() if key not in own} | {
            "PTM_DATA_DIR": str(data_dir),
            "DBT_PROFILES_DIR": str(PROJECT),
            "DBT_TARGET_PATH": str(data_dir / "target"),
            "DBT_LOG_PATH": str(data_dir / "logs"),
            "DBT_USE_COLORS": "false",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "RUNTIME__DLTHUB_TELEMETRY": "false",
            # wide and plain, so that a sentence that a test looks for is not wrapped or coloured
            "COLUMNS": "1000",
            "NO_COLOR": "1",
        }
        completed = subprocess.run(
            [str(ENVIRONMENT / name), *map(str, arguments)],
            cwd=PROJECT,
            env=environment | dict(env or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and completed.returncode != 0:
            pytest.fail(
                f"{name} {' '.join(map(str, arguments))} exited with {completed.returncode}\n"
                f"{completed.stdout}{completed.stderr}",
                pytrace=False,
            )
        return completed

    return run


@pytest.fixture(scope="session")
def run_ptm() -> Command:
    """Runs `ptm`; with `check=True` a non-zero exit fails the test and shows the output."""
    return command("ptm")


@pytest.fixture(scope="session")
def run_dbt() -> Command:
    """Runs `dbt` as a process of its own, since it keeps DuckDB files open until it ends."""
    return command("dbt")


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
def manifest(run_dbt: Command, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """dbt's manifest of the project, freshly parsed."""
    folder = tmp_path_factory.mktemp("manifest")
    run_dbt("--quiet", "parse", data_dir=folder, check=True)
    return _artifact(folder, "manifest.json")


@pytest.fixture(scope="session")
def sample_warehouse(
    run_ptm: Command, run_dbt: Command, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A data folder with the sample loaded and built once; read it only, or copy it first."""
    folder = tmp_path_factory.mktemp("sample")
    run_ptm("load", "sample", data_dir=folder, check=True)
    # the unit tests read nothing of it, and have a check of their own
    run_dbt("--quiet", "build", "--exclude-resource-type=unit_test", data_dir=folder, check=True)
    return folder


@pytest.fixture(scope="session")
def catalog(run_dbt: Command, sample_warehouse: Path) -> dict[str, Any]:
    """dbt's catalog of the built sample: every relation with the columns that it really has."""
    run_dbt("--quiet", "docs", "generate", "--no-compile", data_dir=sample_warehouse, check=True)
    return _artifact(sample_warehouse, "catalog.json")


def _artifact(data_dir: Path, name: str) -> dict[str, Any]:
    artifact: dict[str, Any] = json.loads((data_dir / "target" / name).read_text(encoding="utf-8"))
    return artifact
