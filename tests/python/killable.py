"""Runs `ptm` commands in forked processes that die when they are told to.

A program that reads orders from its input, a JSON object a line, and answers each with one: what
is imported once need not be imported by every process that is killed.

Order: `commands` (lists of arguments of `ptm`, run one after the other), `environment`, `log` (a
file for what they say), and either, both or none of `kill_after` (seconds) and `kill_after_job`
(the so-maniest job that dlt completed). Answer: `status` (0, an exit status, or -9 when killed),
`seconds`, and, when it came to its end, `jobs`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from dlt.common.storages.load_package import PackageStorage

from ingestion import cli, records
from ingestion.sources.huggingface import dump, listing, package

# many packages from few records
listing.PAGE_RECORDS = 10
listing.PAGES_A_PART = 1
records.BATCH_RECORDS = 10
dump.BATCHES_A_PART = 1
package.PACKAGE_REPOSITORIES = 2


def run(order: dict[str, Any]) -> dict[str, Any]:
    """Forks, waits, and kills when the time has come."""
    reading, writing = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _obey(order, writing)
    os.close(writing)
    deadline = started + order.get("kill_after", float("inf"))
    while (ended := os.waitpid(child, os.WNOHANG)) == (0, 0):
        if time.monotonic() >= deadline:
            os.kill(child, signal.SIGKILL)
            deadline = float("inf")
        time.sleep(0.002)
    seconds = time.monotonic() - started
    with os.fdopen(reading) as pipe:
        jobs = pipe.read()
    status = os.waitstatus_to_exitcode(ended[1])
    return {"status": status, "seconds": seconds, "jobs": int(jobs) if jobs else None}


def _obey(order: dict[str, Any], writing: int) -> None:
    """The child: never returns."""
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.update(order["environment"])
    jobs = 0
    original = PackageStorage.complete_job

    def complete_job(storage: PackageStorage, load_id: str, file_name: str) -> str:
        nonlocal jobs
        completed = original(storage, load_id, file_name)
        jobs += 1
        if jobs == order.get("kill_after_job"):
            os.kill(os.getpid(), signal.SIGKILL)
        return completed

    PackageStorage.complete_job = complete_job  # type: ignore[method-assign]
    for arguments in order["commands"]:
        sys.argv = ["ptm", *arguments]
        try:
            cli.main()
        except SystemExit as end:
            if end.code:
                os._exit(int(end.code))
    os.write(writing, str(jobs).encode())
    os._exit(0)


if __name__ == "__main__":
    answers = Path("/dev/stdout").open("w", buffering=1)  # noqa: SIM115
    for line in sys.stdin:
        answers.write(json.dumps(run(json.loads(line))) + "\n")
