"""Scanning in processes: chunks of files out, results back; a file that ends one is set apart."""

from __future__ import annotations

import os
import queue
import select
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING

from ingestion.config import PROJECT_ROOT
from ingestion.scanner.reading import FileResult
from ingestion.scanner.worker import Scanning, Setup, receive, send

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingestion.scanner.trees.entries import Entry

MOST_PROCESSES = 6
"""More would need more than a gigabyte of memory."""

SECONDS_FOR_A_FILE = 30.0
"""A file that takes longer is left; the slowest that people wrote take one."""

CHUNK_FILES = 64
CHUNK_BYTES = 1 << 20

FEW_FILES = 12
"""So few are scanned sooner than a process has started."""


def scan_all(
    setup: Setup, entries: Sequence[Entry], processes: int | None = None
) -> Iterator[list[FileResult]]:
    """Scans files on all cores.

    Args:
        setup: what the processes are told.
        entries: the files.
        processes: how many; by default one a core.

    Yields:
        Results of some files, in no order.
    """
    if not entries:
        return
    if len(entries) <= FEW_FILES and all((entry.size or 0) < CHUNK_BYTES for entry in entries):
        scanning = Scanning(setup)
        try:
            yield list(scanning.scan(entries))
        finally:
            scanning.close()
        return
    chunks = _chunks(entries)
    count = min(processes or _cores(), MOST_PROCESSES, len(chunks))
    waiting: queue.SimpleQueue[list[Entry]] = queue.SimpleQueue()
    for chunk in chunks:
        waiting.put(chunk)
    done: queue.SimpleQueue[list[FileResult] | BaseException | None] = queue.SimpleQueue()
    stop = threading.Event()

    def drive() -> None:
        process = _Process(setup)
        try:
            while not stop.is_set():
                try:
                    chunk = waiting.get_nowait()
                except queue.Empty:
                    break
                done.put(process.scan(chunk))
        except BaseException as error:
            done.put(error)
        finally:
            process.end()
            done.put(None)

    threads = [threading.Thread(target=drive, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        running = count
        while running:
            results = done.get()
            if results is None:
                running -= 1
            elif isinstance(results, BaseException):
                raise results
            else:
                yield results
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _chunks(entries: Sequence[Entry]) -> list[list[Entry]]:
    chunks: list[list[Entry]] = [[]]
    size = 0
    for entry in entries:
        # the size of a blob of a partial clone is not known
        size += entry.size if entry.size is not None else 8192
        if chunks[-1] and (size > CHUNK_BYTES or len(chunks[-1]) >= CHUNK_FILES):
            chunks.append([])
            size = entry.size or 0
        chunks[-1].append(entry)
    return chunks


class _StoppedError(Exception):
    """The process ended, or took too long; the text says which."""


class _Process:
    """A scanning process; started anew when a file ends it."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._process: subprocess.Popen[bytes] | None = None

    def scan(self, chunk: Sequence[Entry]) -> list[FileResult]:
        """The results of a chunk; where the process ends, each file is tried by itself."""
        try:
            return self._ask(chunk)
        except _StoppedError:
            return [self._alone(entry) for entry in chunk]

    def _alone(self, entry: Entry) -> FileResult:
        try:
            return self._ask([entry])[0]
        except _StoppedError as stopped:
            return FileResult(
                entry.path, entry.blob_sha, entry.language, "failed", str(stopped), entry.size
            )

    def _ask(self, chunk: Sequence[Entry]) -> list[FileResult]:
        asked, answers = self._pipes()
        try:
            send(asked, list(chunk))
            self._wait(answers, SECONDS_FOR_A_FILE + len(chunk))
            results: list[FileResult] = receive(answers)
        except (EOFError, BrokenPipeError) as error:
            self.end()
            message = "parsing it crashed the parser"
            raise _StoppedError(message) from error
        return results

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            # `-c` and not `-m`, so that the checkout is found from any folder
            code = (
                f"import sys; sys.path.insert(0, {str(PROJECT_ROOT)!r}); "
                "from ingestion.scanner.worker import main; main()"
            )
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            asked, _ = self._pipes()
            try:
                send(asked, self._setup)
            except BrokenPipeError as error:
                message = "the scanning process did not start"
                raise RuntimeError(message) from error
        process = self._process
        if process.stdin is None or process.stdout is None:
            message = "the scanning process has no pipes"
            raise RuntimeError(message)
        return process.stdin, process.stdout

    def _wait(self, answers: IO[bytes], seconds: float) -> None:
        ready, _, _ = select.select([answers], [], [], seconds)
        if not ready:
            self.end()
            message = f"parsing it took more than {SECONDS_FOR_A_FILE:.0f} seconds"
            raise _StoppedError(message)

    def end(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait()
