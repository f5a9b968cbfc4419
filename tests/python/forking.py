"""Runs `dbt` in forked processes: each a process of its own that neither imports nor parses anew.

Importing dbt and parsing the project take longer than most builds in tests do. So this program
imports dbt once; then it reads orders from its input, a JSON object a line, and answers each with
the exit status of the process that it forked for it.

Order: `arguments`, `environment` (the whole of it), `stdout` and `stderr` (files), and `parsed`,
the `partial_parse.msgpack` of the project, or null where dbt shall parse it itself.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
import traceback
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import cli
from dbt.contracts.graph.manifest import Manifest
from dbt.parser.manifest import extended_mashumuro_decoder


@cache
def manifest(file: str) -> Manifest:
    """The parsed project."""
    read = Manifest.from_msgpack(Path(file).read_bytes(), decoder=extended_mashumuro_decoder)
    read.build_parent_and_child_maps()
    read.build_flat_graph()
    return read


def obey(order: dict[str, Any]) -> NoReturn:
    """The forked process.

    It closes the warehouse, which writes what its journal still holds, and ends at once: what
    libraries of C++ do at the end would wait for threads of the process that it was forked from.
    """
    for descriptor, file, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, order["stdout"], os.O_WRONLY),
        (2, order["stderr"], os.O_WRONLY),
    ):
        opened = os.open(file, flags)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    # dbt makes this folder when it parses
    Path(os.environ["DBT_TARGET_PATH"]).mkdir(parents=True, exist_ok=True)
    sys.argv = ["dbt", *order["arguments"]]
    known = {"manifest": manifest(order["parsed"])} if order["parsed"] else {}
    # as dbt's own `dbtRunner` hands over a manifest
    try:
        cli.main(obj={"callbacks": [], **known})
        status = 0
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 1
    except BaseException:
        traceback.print_exc()
        status = 1
    DuckDBConnectionManager.close_all_connections()
    gc.unfreeze()
    gc.collect()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def serve() -> None:
    """Forks for each order."""
    for line in sys.stdin:
        order = json.loads(line)
        if order["parsed"]:
            manifest(order["parsed"])
        gc.freeze()
        child = os.fork()
        if child == 0:
            obey(order)
        _, ended = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(ended), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    serve()
