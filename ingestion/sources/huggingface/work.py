"""What is asked of the hub per repository: the repository, what is known of it, what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson
import pyarrow as pa

from ingestion import config, records
from ingestion.raw import FETCHES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingestion.http import Answer, HubError, Text
    from ingestion.landing import Rows
    from ingestion.raw import RawTable

REFUSAL_STANDS = timedelta(hours=24)
"""How long an answer that there is nothing, or nothing for us, is not asked for again."""

FAILED = ("failed", "rate_limited")
"""The statuses of a fetch record that say that an answer is missing."""

# an item that fails is left for the next run; a hub that is gone, or that is ill, is not asked on
UNREACHABLE_IN_A_ROW = 2
FAILED_IN_A_ROW = 10
# `git@host:path` is an address of a repository
_ADDRESS = re.compile(r"(?<![\w.+-])(?!git@)[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True)
class Repository:
    """A repository about which the hub is asked.

    Attributes:
        entity: `models`.
        id: its current name.
        downloads: of the last 30 days, in the newest observation that tells them.
        revision: the commit at which the newest listing that tells it saw `main`.
        last_modified: when it was changed last, likewise.
        observed_at: the newest observation.
    """

    entity: str
    id: str
    downloads: int
    revision: str | None
    last_modified: datetime | None
    observed_at: datetime

    @property
    def path(self) -> str:
        """The repository's part of the hub's API, quoted."""
        return f"/api/{self.entity}/{quote(self.id)}"

    @property
    def at(self) -> str:
        """The revision to ask for, quoted."""
        return quote(self.revision or "main", safe="")


@dataclass(frozen=True)
class Fetch:
    """What an earlier run recorded of an item and endpoint; see the raw table `fetches`."""

    status: str
    fetched_at: datetime
    revision: str | None
    etag: str | None


@dataclass
class Taken:
    """What an endpoint answered about a repository.

    Attributes:
        rows: rows by raw table; a table without rows says that there are none any more.
        revision: the commit or the state that the answer is for.
        etag: the answer's ETag.
        http_status: of the last request.
        attempts: requests that it took.
        note: what was cut, or which parts are missing.
        status: of the fetch record.
        is_unchanged: whether the hub said that it is what it was.
        parts: fetch records of the parts that were asked for one by one.
    """

    rows: list[Rows] = field(default_factory=list)
    revision: str | None = None
    etag: str | None = None
    http_status: int | None = None
    attempts: int = 0
    note: str | None = None
    status: str = "ok"
    is_unchanged: bool = False
    parts: list[dict[str, Any]] = field(default_factory=list)

    def count(self, answer: Answer | Text) -> None:
        """Takes an answer into the figures of the fetch record."""
        self.http_status = answer.status
        self.attempts += answer.attempts


def is_due(repository: Repository, before: Fetch | None, *, is_of_a_commit: bool) -> bool:
    """Whether an endpoint is to be asked about a repository.

    Args:
        repository: the repository, as the newest listing has it.
        before: what an earlier run recorded.
        is_of_a_commit: whether the answer is for a commit, so that the listing tells a change.
            What it does not tell is asked again, by ETag, once a newer listing was taken.
    """
    if before is None or before.status in FAILED:
        return True
    if before.status != "ok":
        return config.now() - before.fetched_at >= REFUSAL_STANDS
    if is_of_a_commit and repository.revision is not None:
        return before.revision != repository.revision
    if is_of_a_commit and repository.last_modified is not None:
        return repository.last_modified > before.fetched_at
    return repository.observed_at > before.fetched_at


def fetch_record(
    entity: str, item: str, endpoint: str, outcome: Taken | HubError, revision: str | None = None
) -> dict[str, Any]:
    """A row of `fetches`.

    Args:
        entity: of the item.
        item: the repository, paper or part.
        endpoint: see the contract of the table.
        outcome: what was answered, or how it failed.
        revision: what was asked for, where a failure has to say.
    """
    if isinstance(outcome, Taken):
        error, etag, revision = outcome.note, outcome.etag, outcome.revision
    else:
        # what the hub says of a state that is no failure needs no advice
        is_state = outcome.status not in FAILED and outcome.reason
        error, etag = outcome.reason if is_state else str(outcome), None
    return {
        "item": item,
        "endpoint": endpoint,
        "status": outcome.status,
        "http_status": outcome.http_status,
        "attempts": outcome.attempts,
        "fetched_at": config.now(),
        "error": error,
        "entity": entity,
        "revision": revision,
        "etag": etag,
    }


def fetch_rows(fetches: list[dict[str, Any]]) -> Rows:
    """Fetch records, as dlt takes them."""
    return FETCHES, pa.Table.from_pylist(fetches, schema=FETCHES.columns)


def rows_of(table: RawTable, entries: Iterable[dict[str, Any]]) -> Rows:
    """Rows of a table, as dlt takes them."""
    return table, pa.Table.from_pylist(list(entries), schema=table.columns)


def payload_of(entry: Any) -> str:
    """An entry of an answer as it is stored: compact JSON, no key that names an e-mail, no address.

    Commit messages and discussions carry addresses of people, in `Co-authored-by:` lines say.
    """
    payload = records.cleaned(orjson.dumps(entry).decode())
    if "@" not in payload:
        return payload
    # each text by itself, or what is escaped in it would be taken for a part of the address
    return _JSON_TEXT.sub(
        lambda text: orjson.dumps(without_addresses(orjson.loads(text.group()))).decode(), payload
    )


def without_addresses(text: str) -> str:
    """A text with `[e-mail]` in place of every e-mail address."""
    return _ADDRESS.sub("[e-mail]", text) if "@" in text else text


def whole_number(value: Any) -> int | None:
    """A count or size of an answer; null for what is none, whatever a hub sends."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and -(2**63) <= value < 2**63 else None


def text_of(value: Any) -> str | None:
    """A text of an answer; null for what is none."""
    return value if isinstance(value, str) else None
