"""Facts of repositories: a hundred a query, and in halves where GitHub finds that too much."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx2

from ingestion import config
from ingestion.http import HubError
from ingestion.raw import GITHUB_REPOSITORIES
from ingestion.sources.github.answers import repository_row
from ingestion.sources.github.client import TRIES_OF_A_QUERY
from ingestion.sources.github.package import Package
from ingestion.sources.github.queries import REPOSITORIES_A_QUERY, repositories_query
from ingestion.sources.github.stored import Fetch, fetches_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ingestion.config import DataFolder
    from ingestion.sources.github.client import GitHubClient, GraphAnswer

ENDPOINT = "repository"
STANDS = timedelta(hours=24)
"""How long an answer is not asked for again."""

FAILED = ("failed", "rate_limited")
_TOO_MUCH = {502, 504, None}


@dataclass
class Tally:
    """What became of one endpoint.

    Attributes:
        endpoint: as `fetches` has it.
        had: items that were there already.
        statuses: items asked for, by the status of their fetch record.
        rows: rows of it, where an item has many.
        missing: items that failed.
        error: the first error.
    """

    endpoint: str
    had: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    missing: list[str] = field(default_factory=list)
    error: str = ""

    def count(self, item: str, status: str, error: str | None) -> None:
        """Takes a fetch record."""
        self.statuses[status] += 1
        if status in FAILED:
            self.missing.append(item)
            self.error = self.error or error or ""


def load(
    folder: DataFolder,
    github: GitHubClient,
    names: Sequence[str],
    progress: Callable[[int, str], None],
) -> Tally:
    """Asks for the facts of each repository that were not asked for within a day.

    Args:
        folder: the data folder, initialised.
        github: GitHub.
        names: `owner/name`, each once.
        progress: called with the repositories done and a word on how many there are.

    Raises:
        HubError: when GitHub cannot be reached or refuses; what came before is landed.
    """
    before = fetches_of(folder, names)
    due = [name for name in names if is_due(before.get((name.lower(), ENDPOINT)))]
    tally = Tally(ENDPOINT, had=len(names) - len(due))
    package = Package(folder)
    try:
        for start in range(0, len(due), REPOSITORIES_A_QUERY):
            batch = due[start : start + REPOSITORIES_A_QUERY]
            for asked, answer in _answers(github, batch):
                _take(github, asked, answer, package, tally)
            progress(start + len(batch), f"of {len(due):,} repositories")
            if package.is_full:
                package.land()
    finally:
        package.land()
    return tally


def is_due(before: Fetch | None) -> bool:
    """Whether an item is to be asked for: never was, failed, or was a day ago."""
    return before is None or before.status in FAILED or config.now() - before.fetched_at >= STANDS


def _answers(
    github: GitHubClient, names: Sequence[str]
) -> Iterator[tuple[Sequence[str], GraphAnswer | HubError]]:
    """The answers for some names, together or in halves; a single one may fail."""
    is_divisible = len(names) > 1
    try:
        if is_divisible:
            yield names, github.query(repositories_query(names), tries=TRIES_OF_A_QUERY)
        else:
            yield names, github.query(repositories_query(names))
    except HubError as error:
        if error.is_token_refused or error.http_status not in _TOO_MUCH | {httpx2.codes.OK}:
            raise
        if not is_divisible:
            if error.http_status is None:
                raise
            yield names, error
            return
        middle = len(names) // 2
        yield from _answers(github, names[:middle])
        yield from _answers(github, names[middle:])


def _take(
    github: GitHubClient,
    names: Sequence[str],
    answer: GraphAnswer | HubError,
    package: Package,
    tally: Tally,
) -> None:
    for number, name in enumerate(names):
        record: dict[str, Any]
        if isinstance(answer, HubError):
            record = _record_of_error(answer)
        elif body := answer.data.get(f"r{number}"):
            record = _found(body, package) | {"attempts": answer.attempts}
        elif (answer.errors.get(f"r{number}") or {}).get("type") == "NOT_FOUND":
            record = _missing(github, name, package)
        else:
            said = (answer.errors.get(f"r{number}") or {}).get("message", "no answer")
            record = {"status": "failed", "http_status": 200, "error": f"GitHub said: {said}"}
        package.record(name, ENDPOINT, **record)
        tally.count(name, record["status"], record.get("error"))


def _found(body: dict[str, Any], package: Package) -> dict[str, Any]:
    row = repository_row(body)
    package.add(GITHUB_REPOSITORIES, row)
    return {
        "status": "ok",
        "http_status": 200,
        "answered_name": row["full_name"],
        "native_id": row["native_id"],
    }


def _missing(github: GitHubClient, name: str, package: Package) -> dict[str, Any]:
    """What REST says of a repository that GraphQL does not find: GraphQL gives no reasons."""
    try:
        answer = github.get(f"/repos/{name}")
    except HubError as error:
        if error.http_status is None or error.is_token_refused:
            raise
        return _record_of_error(error)
    return _found(answer.json(), package) | {"attempts": answer.attempts}


def _record_of_error(error: HubError) -> dict[str, Any]:
    is_state = error.status not in FAILED and error.reason
    return {
        "status": error.status,
        "http_status": error.http_status,
        "attempts": error.attempts,
        "error": error.reason if is_state else str(error),
    }
