"""Two days of a large hub: landing them, building the warehouse after each.

Writes the sample's hub with `--ptms` models as a dump of JSON lines, and a second day on which the
downloads of every model and the library of every hundredth differ. Each command is a process of its
own; its time is the wall clock with the start of Python, its memory the peak of the process.

    python benchmarks/scale.py [--ptms 300000]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import orjson
from rich.console import Console
from rich.table import Table

from ingestion.sample import write_sample

CHANGED_EVERY = 100


@dataclass(frozen=True)
class Measured:
    """One command: wall seconds and peak bytes of memory."""

    seconds: float
    memory: int


def write_second_day(first: Path, second: Path) -> int:
    """Writes the hub of the day after.

    Returns:
        How many records differ in more than their downloads.
    """
    changed = 0
    with first.open("rb") as lines, second.open("wb") as out:
        for number, line in enumerate(lines):
            record = orjson.loads(line)
            record["downloads"] = record.get("downloads", 0) + number % 7
            if number % CHANGED_EVERY == 0:
                record["library_name"] = "another-library"
                changed += 1
            out.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
    return changed


def measured(command: str, *arguments: str, data: Path) -> Measured:
    """Runs a command of the environment on a data folder."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name(command)), *arguments],
        env=os.environ | {"PTM_DATA_DIR": str(data)},
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        message = f"{command} {' '.join(arguments)} ended with {process.returncode}"
        raise RuntimeError(message)
    return Measured(seconds, usage.ru_maxrss * 1024)


def version_count(data: Path) -> int:
    """Rows of `model_versions`."""
    with duckdb.connect(str(data / "raw.duckdb"), read_only=True) as raw:
        row = raw.execute("select count(*) from huggingface.model_versions").fetchone()
    return row[0] if row else 0


def main() -> None:
    """Measures the two days and prints the table."""
    options = argparse.ArgumentParser(description="Two days of a large hub.")
    options.add_argument(
        "--ptms", type=int, default=300_000, help="models on the first day, above 20,000"
    )
    chosen = options.parse_args()
    table = Table("day", "work", "seconds", "peak memory", "MB/s", "versions added",
                  title=f"{chosen.ptms:,} PTMs")  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_sample(folder, ptms=chosen.ptms)
        days = [folder / "day-1" / "models_listing.jsonl", folder / "second.jsonl"]
        changed = write_second_day(*days)
        data = folder / "data"
        measured("ptm", "init", data=data)
        build = ["--quiet", "build", "--exclude-resource-type", "unit_test",
                 "--target-path", str(folder / "target"), "--log-path", str(folder)]  # fmt: skip
        for number, dump in enumerate(days, start=1):
            before = version_count(data)
            observed_at = f"2026-03-0{number}"
            landed = measured(
                "ptm", "load", "hub-dump", str(dump), "--observed-at", observed_at, "--full",
                data=data,
            )  # fmt: skip
            added = version_count(data) - before
            rate = dump.stat().st_size / 1e6 / landed.seconds
            built = measured("dbt", *build, data=data)
            for work, took, *rest in (
                ("ptm load hub-dump", landed, f"{rate:,.1f}", f"{added:,}"),
                ("dbt build", built),
            ):
                table.add_row(
                    str(number), work, f"{took.seconds:,.1f}", f"{took.memory / 1e9:,.2f} GB", *rest
                )
    console = Console(width=120)
    console.print(table)
    console.print(f"On the second day {changed:,} of {chosen.ptms:,} records differ.")


if __name__ == "__main__":
    main()
