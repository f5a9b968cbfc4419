"""Recorded exchanges: answered as they were recorded, and what they tell about models."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import orjson

from ingestion.errors import PtmError
from ingestion.loopback.answers import Answer

if TYPE_CHECKING:
    from pathlib import Path

_OF_THE_CONNECTION = {
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "keep-alive",
    "ratelimit",
    "ratelimit-policy",
    "transfer-encoding",
    "x-request-id",
}
"""Headers that the hub itself writes, of this answer and not of the recorded one."""

_REPOSITORIES = ("models", "datasets", "spaces")


@dataclass(slots=True)
class Exchanges:
    """What was recorded.

    Attributes:
        answers: method and target (path and query) → the answer.
        records: kind → name → what bodies of single repositories say, together.
        renames: kind → former name → the name that a redirect leads to.
    """

    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    records: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {kind: {} for kind in _REPOSITORIES}
    )
    renames: dict[str, dict[str, str]] = field(
        default_factory=lambda: {kind: {} for kind in _REPOSITORIES}
    )


def read_exchanges(path: Path) -> Exchanges:
    """Reads `exchanges.jsonl`: `method`, `uri`, `status`, `headers` and `body`, one a line.

    A name that was asked for twice is answered as it was the first time; of two bodies about a
    repository, the first one's keys count.

    Raises:
        PtmError: when a line is no exchange.
    """
    exchanges = Exchanges()
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    _add(exchanges, line, f"{path}, line {number}")
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}). Check its permissions."
        raise PtmError(message) from error
    return exchanges


def _add(exchanges: Exchanges, line: bytes, place: str) -> None:
    try:
        recorded = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        message = f"{place}: not JSON ({error}). Write the file again, whole."
        raise PtmError(message) from error
    match recorded:
        case {
            "method": str(method),
            "uri": str(uri),
            "status": int(status),
            "headers": dict(headers),
            "body": body,
        }:
            address = urlsplit(uri)
            target = f"{address.path}?{address.query}" if address.query else address.path
            exchanges.answers.setdefault((method, target), _answer(status, headers, body))
            _learn(exchanges, unquote(address.path), status, headers, body)
        case _:
            message = (
                f"{place}: no exchange, which is a JSON object with `method`, `uri`, `status`, "
                "`headers` and `body`. Correct or remove it."
            )
            raise PtmError(message)


def _answer(status: int, headers: dict[str, str], body: Any) -> Answer:
    by_name = {name.lower(): value for name, value in headers.items()}
    kept = tuple(
        (name, value) for name, value in headers.items() if name.lower() not in _OF_THE_CONNECTION
    )
    content = body.encode() if isinstance(body, str) else orjson.dumps(body)
    return Answer(status, content, kept, by_name.get("content-type", "application/json"))


def _learn(
    exchanges: Exchanges, path: str, status: int, headers: dict[str, str], body: Any
) -> None:
    """Keeps what an exchange says of a repository: its record, or its new name."""
    _, _, rest = path.partition("/api/")
    kind, _, name = rest.partition("/")
    if kind not in _REPOSITORIES or not name:
        return
    if status == 200 and isinstance(body, dict) and body.get("id") == name:
        known = exchanges.records[kind].setdefault(name, {})
        known |= body | known
    location = next((value for key, value in headers.items() if key.lower() == "location"), "")
    present = unquote(urlsplit(location).path).removeprefix(f"/api/{kind}/")
    if status in {301, 302, 307, 308} and present:
        exchanges.renames[kind].setdefault(name, present)
