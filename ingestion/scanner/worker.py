"""A process that scans: chunks of files in on stdin, results out on stdout.

Started as a program of its own, so that nothing of the parent is in it: no database that must not
be forked, no module that the parent's command imported. What makes it crash, run out of memory or
time costs one file.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from ingestion.scanner.reading import FileResult, read_file
from ingestion.scanner.surroundings import FileIndex, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingestion.scanner.signatures import Signatures
    from ingestion.scanner.trees.entries import Entry, Opener

MEMORY = 1 << 30
"""Of address space; a file that needs more fails."""

_LENGTH = struct.Struct("!Q")


@dataclass(frozen=True, slots=True)
class Setup:
    """What a scanning process is told first.

    Attributes:
        signatures: the calls to find.
        opener: opens a reader of the tree.
        shas: path → name of the content, for files that others may ask about.
        locations: path → what the reader finds them by.
    """

    signatures: Signatures
    opener: Opener
    shas: dict[str, str]
    locations: dict[str, str]


class Scanning:
    """Scans files of one tree, in whichever process."""

    def __init__(self, setup: Setup) -> None:
        self._signatures = setup.signatures
        self._reader = setup.opener()
        # of its own: a neighbour is read while the reader is in the middle of a chunk
        self._neighbours = setup.opener()
        index = FileIndex(setup.shas, setup.locations)
        self._surroundings = Surroundings(index, self._neighbours)

    def scan(self, entries: Sequence[Entry]) -> Iterator[FileResult]:
        """The result of each entry, in order."""
        for entry, content in self._reader.read(entries):
            yield read_file(entry, content, self._signatures, self._surroundings)

    def close(self) -> None:
        """Ends what it holds open."""
        self._reader.close()
        self._neighbours.close()


def send(stream: IO[bytes], message: Any) -> None:
    """Writes a message with its length."""
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Reads a message of the other process, which is our own.

    Raises:
        EOFError: when it ended.
    """
    header = stream.read(_LENGTH.size)
    if len(header) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(header)
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return pickle.loads(content)  # noqa: S301 - from our own process


def main() -> None:
    """Answers chunks until there are no more."""
    asked = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    _limit_memory()
    scanning = Scanning(receive(asked))
    while True:
        try:
            entries = receive(asked)
        except EOFError:
            break
        send(answers, list(scanning.scan(entries)))
    scanning.close()


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):
        return


if __name__ == "__main__":
    main()
