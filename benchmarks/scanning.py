"""Scanning source code: `ptm scan` beside a plain `ast.parse` of every file, in one run.

Two trees. The first is an environment's site-packages as it is. The second is application code in
which half the files name a library: files of the first, drawn by a seed, with a few call sites of
the usual kinds written at the end of every other one. Each tree is parsed file by file on one core,
then scanned without a cache, then scanned into a cache; then a hundredth of its files change and it
is scanned again, as the next commit would be. Every measurement is a process of its own; a time is
the wall clock without the start of Python.

    python benchmarks/scanning.py [--packages FOLDER] [--applications FOLDER]
                                  [--files 1200] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

PLAIN = """
import ast
for path in sorted(Path(sys.argv[1]).rglob("*.py")):
    try:
        ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    count += 1
"""

OURS = """
from ingestion.scanner.scan import scan_tree
from ingestion.scanner.signatures import load_signatures
from ingestion.scanner.trees import open_tree
cache = Path(sys.argv[2]) if len(sys.argv) > 2 else None
scan = scan_tree(open_tree(Path(sys.argv[1])), load_signatures(), cache_file=cache)
count, sites, matched = scan.files_seen, len(scan.call_sites), scan.files_matched
"""

MEASURED = """
import json, resource, sys, time, warnings
from pathlib import Path
warnings.simplefilter("ignore")
count = sites = matched = 0
started = time.perf_counter()
{body}
seconds = time.perf_counter() - started
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
print(json.dumps([seconds, memory + children, count, matched, sites]), file=sys.stderr)
"""

CALLS = """

from transformers import AutoModel, AutoTokenizer, pipeline


MODEL_{n} = "google-bert/bert-base-uncased"


def load_{n}(name="openai-community/gpt2", revision=None):
    tokenizer = AutoTokenizer.from_pretrained(MODEL_{n})
    model = AutoModel.from_pretrained(name, revision=revision)
    return pipeline("fill-mask", model=model, tokenizer=tokenizer)
"""


@dataclass(frozen=True)
class Measured:
    """One process: wall seconds, peak bytes of memory, files, files that matched, call sites."""

    seconds: float
    memory: int
    files: int
    matched: int
    sites: int


def measured(body: str, *arguments: object) -> Measured:
    """Runs a body in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED.format(body=body), *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
    )
    return Measured(*json.loads(done.stderr.strip().splitlines()[-1]))


def median(runs: list[Measured]) -> Measured:
    """The run with the middle time."""
    middle = statistics.median_low(run.seconds for run in runs)
    return next(run for run in runs if run.seconds == middle)


def write_applications(packages: Path, target: Path, count: int) -> None:
    """Files of the packages, with call sites in every other one."""
    chance = random.Random(20260101)
    files = sorted(path for path in packages.rglob("*.py") if 500 < path.stat().st_size < 100_000)
    for number, path in enumerate(chance.sample(files, min(count, len(files)))):
        text = path.read_text(encoding="utf-8", errors="replace")
        calls = CALLS.format(n=number) if number % 2 == 0 else ""
        (target / f"module_{number:05}.py").write_text(text + calls, encoding="utf-8")


def change(folder: Path, share: float) -> None:
    """A line more in some of the files, as the next commit would have it."""
    files = sorted(folder.rglob("*.py"))
    for path in random.Random(1).sample(files, max(1, int(len(files) * share))):
        with path.open("a", encoding="utf-8") as file:
            file.write("\n# the next commit\n")


def compare(name: str, folder: Path, runs: int, table: Table) -> None:
    """Measures a tree, and writes a row for each way through it."""
    plain = median([measured(PLAIN, folder) for _ in range(runs)])
    ours = median([measured(OURS, folder) for _ in range(runs)])
    with tempfile.TemporaryDirectory() as kept:
        copy, cache = Path(kept) / "tree", Path(kept) / "cache.sqlite"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.so", "*.pyc"))
        first = measured(OURS, copy, cache)
        change(copy, 0.01)
        second = measured(OURS, copy, cache)
    rows = (
        ("ast.parse of every file, one core", plain, plain),
        ("scan", ours, plain),
        ("scan into an empty cache", first, plain),
        ("scan of the next commit", second, first),
    )
    for label, run, against in rows:
        table.add_row(
            name,
            label,
            f"{run.files:,}",
            f"{run.matched:,}" if run.matched else "",
            f"{run.sites:,}" if run is not plain else "",
            f"{run.seconds:.2f}",
            f"{plain.files / run.seconds:,.0f}",
            f"{against.seconds / run.seconds:.1f}",
            f"{run.memory / 2**20:,.0f}",
        )


def main() -> None:
    """Measures both trees and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packages", type=Path, default=Path(sysconfig.get_path("purelib")))
    parser.add_argument("--applications", type=Path, help="Your own instead of the made ones.")
    parser.add_argument("--files", type=int, default=1200, help="Of the made applications.")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    table = Table(title=f"Scanning, {os.cpu_count()} cores, median of {options.runs}")
    for column in ("tree", "way"):
        table.add_column(column)
    for column in ("files", "matched", "call sites", "seconds", "Python files a second",
                   "times as fast", "memory (MB)"):  # fmt: skip
        table.add_column(column, justify="right")
    compare("site-packages", options.packages, options.runs, table)
    with tempfile.TemporaryDirectory() as made:
        folder = options.applications
        if folder is None:
            folder = Path(made)
            write_applications(options.packages, folder, options.files)
        compare("applications", folder, options.runs, table)
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
