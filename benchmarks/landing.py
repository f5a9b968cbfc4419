"""Landing a dump of the Hub: our way beside dlt's defaults, in one run.

Generates records as a listing with `expand=` gives them (about 2.4 KB each), lands them with
`ptm load hub-dump` into a fresh data folder, three times, and lands a slice of them with
`dlt.pipeline(...).run(records)` and nothing configured. Every landing is a process of its own; its
time is the wall clock without the start of Python, its memory the peak of the process.

    python benchmarks/landing.py [--megabytes 300] [--slice 3000] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

OURS = """
from datetime import datetime
from ingestion import commands, config
folder, file = config.data_folder(), Path(sys.argv[1])
started = time.perf_counter()
commands.load_hub_dump(
    folder, file, entity="models", observed_at=datetime(2026, 1, 1), is_full=True,
    allow_shrink=False, progress=lambda *_: None,
)
"""

DEFAULTS = """
import dlt, orjson
file = Path(sys.argv[1])
def records():
    with file.open("rb") as lines:
        for line in lines:
            yield orjson.loads(line)
pipeline = dlt.pipeline("defaults", destination=dlt.destinations.duckdb(sys.argv[2]),
                        pipelines_dir=sys.argv[2] + ".pipelines")
started = time.perf_counter()
pipeline.run(records(), table_name="models", primary_key="id", write_disposition="merge")
"""

MEASURED = """
import json, resource, sys, time
from pathlib import Path
{body}
seconds = time.perf_counter() - started
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
# not on standard output, where DuckDB draws the progress of long queries
print(json.dumps([seconds, memory]), file=sys.stderr)
"""


@dataclass(frozen=True)
class Landed:
    """One landing: wall seconds and peak bytes of memory."""

    seconds: float
    memory: int


def write_dump(file: Path, size: int) -> int:
    """Writes records until the file has `size` bytes.

    Returns:
        How many records it holds.
    """
    chance = random.Random(20260101)
    words = [f"{chance.choice('bdfglmnprst')}{chance.choice('aeiou')}word{n}" for n in range(3000)]
    written = count = 0
    with file.open("wb") as out:
        while written < size:
            owner = f"owner-{chance.randrange(20_000)}"
            name = f"{owner}/{chance.choice(words)}-{count}"
            dataset = chance.choice(words)
            results = [
                {
                    "task": {"type": "text-generation"},
                    "dataset": {"name": chance.choice(words), "type": dataset, "split": "test"},
                    "metrics": [{"type": "accuracy", "value": chance.random(), "verified": False}],
                }
                for _ in range(chance.randrange(1, 6))
            ]
            record = {
                "_id": f"{chance.getrandbits(96):024x}",
                "id": name,
                "author": owner,
                "sha": f"{chance.getrandbits(160):040x}",
                "lastModified": f"2025-{chance.randrange(1, 13):02}-11T08:{count % 60:02}:00.000Z",
                "createdAt": f"2024-{chance.randrange(1, 13):02}-01T07:{count % 60:02}:00.000Z",
                "private": False,
                "gated": False,
                "disabled": False,
                "downloads": chance.randrange(100_000),
                "downloadsAllTime": chance.randrange(10_000_000),
                "likes": chance.randrange(500),
                "trendingScore": chance.randrange(10),
                "pipeline_tag": "text-generation",
                "library_name": "transformers",
                "tags": ["transformers", "safetensors", "license:mit", f"dataset:{dataset}",
                         *chance.sample(words, 12)],
                "cardData": {"license": "mit", "language": ["en", "de"], "datasets": [dataset],
                             "model-index": [{"name": name, "results": results}]},
                "config": {"architectures": ["LlamaForCausalLM"], "model_type": "llama",
                           "tokenizer_config": {"bos_token": " ".join(chance.sample(words, 40))}},
                "safetensors": {"parameters": {"BF16": chance.randrange(10**11)},
                                "total": chance.randrange(10**11)},
                "siblings": [{"rfilename": f"model-{part:05}-of-00018.safetensors"}
                             for part in range(chance.randrange(4, 18))],
            }  # fmt: skip
            line = orjson.dumps(record) + b"\n"
            out.write(line)
            written += len(line)
            count += 1
    return count


def landed(body: str, *arguments: str, data: Path) -> Landed:
    """Runs one landing in a process of its own."""
    environment = os.environ | {
        "PTM_DATA_DIR": str(data),
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        "RUNTIME__LOG_LEVEL": "ERROR",
    }
    answer = subprocess.run(
        [sys.executable, "-c", MEASURED.format(body=body), *arguments],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, memory = json.loads(answer.stderr.splitlines()[-1])
    return Landed(seconds, memory)


def main() -> None:
    """Measures both ways and prints the table."""
    options = argparse.ArgumentParser(description="Our landing beside dlt's defaults.")
    options.add_argument("--megabytes", type=int, default=300, help="size of the dump")
    options.add_argument("--slice", type=int, default=3000, help="records for dlt's defaults")
    options.add_argument("--runs", type=int, default=3, help="landings of ours; the median counts")
    chosen = options.parse_args()
    ptm = Path(sys.executable).with_name("ptm")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        dump = folder / "dump.jsonl"
        count = write_dump(dump, chosen.megabytes * 1_000_000)
        size = dump.stat().st_size
        part = folder / "slice.jsonl"
        with dump.open("rb") as lines:
            part.write_bytes(b"".join(next(lines) for _ in range(min(chosen.slice, count))))
        part_size, part_count = part.stat().st_size, min(chosen.slice, count)
        runs = []
        for number in range(chosen.runs):
            data = folder / f"data-{number}"
            subprocess.run(
                [str(ptm), "init"],
                env=os.environ | {"PTM_DATA_DIR": str(data)},
                check=True,
                stdout=subprocess.DEVNULL,
            )
            runs.append(landed(OURS, str(dump), data=data))
        seconds = statistics.median(run.seconds for run in runs)
        memory = max(run.memory for run in runs)
        peer = landed(DEFAULTS, str(part), str(folder / "defaults.duckdb"), data=folder)

    table = Table(
        "landing", "records", "MB", "seconds", "MB/s", "records/s", "peak memory",
        title=f"A dump of {size / 1e6:,.0f} MB, {size / count:,.0f} bytes a record",
    )  # fmt: skip
    for label, records, volume, took, peak in (
        (f"ptm load hub-dump (median of {chosen.runs})", count, size, seconds, memory),
        ("dlt's defaults, on a slice", part_count, part_size, peer.seconds, peer.memory),
    ):
        table.add_row(label, f"{records:,}", f"{volume / 1e6:,.1f}", f"{took:,.1f}",
                      f"{volume / 1e6 / took:,.2f}", f"{records / took:,.0f}",
                      f"{peak / 1e9:,.2f} GB")  # fmt: skip
    console = Console(width=120)
    console.print(table)
    ratio = (size / seconds) / (part_size / peer.seconds)
    console.print(f"Ours is {ratio:,.0f} times as fast.")


if __name__ == "__main__":
    main()
