"""What repositories hold many of: issues, comments, pull requests with reviews, commits.

Each is asked for since what is there already: issues and comments by `since`, page by page with
the oldest change first, so that a run that is cut goes on where it was; pull requests with the
newest change first, until one is reached that is there; commits since the newest one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx2

from ingestion.errors import PtmError
from ingestion.http import HubError
from ingestion.raw import GITHUB_COMMENTS, GITHUB_COMMITS, GITHUB_ISSUES
from ingestion.sources.github.answers import (
    comment_row,
    commit_row,
    issue_row,
    moment,
    rows_of_pull_request,
)
from ingestion.sources.github.package import Package
from ingestion.sources.github.queries import PULL_REQUESTS, PULL_REQUESTS_A_PAGE
from ingestion.sources.github.repositories import FAILED, Tally
from ingestion.sources.github.stored import fetches_of, repositories_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingestion.config import DataFolder
    from ingestion.raw import RawTable
    from ingestion.sources.github.client import GitHubClient
    from ingestion.sources.github.stored import Fetch

DETAILS = {
    "issues": ("issues", "comments"),
    "pull-requests": ("pull_requests", "review_comments"),
    "commits": ("commits",),
}
"""What can be asked for → the endpoints that it takes."""

FAILED_IN_A_ROW = 10
"""After so many, GitHub is ill, and is not asked on."""

_A_PAGE = 100


@dataclass(frozen=True)
class _Listed:
    """A list of the REST API.

    Attributes:
        path: behind the repository's name.
        parameters: besides those of every list.
        table: where its entries go.
        row_of: makes a row of an entry.
        time_key: column of the time that the next run begins with.
    """

    path: str
    parameters: dict[str, str]
    table: RawTable
    row_of: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]
    time_key: str = "updated_at"


_BY_CHANGE = {"sort": "updated", "direction": "asc"}
_LISTS = {
    "issues": _Listed("/issues", {"state": "all", **_BY_CHANGE}, GITHUB_ISSUES, issue_row),
    "comments": _Listed("/issues/comments", _BY_CHANGE, GITHUB_COMMENTS, comment_row),
    "review_comments": _Listed("/pulls/comments", _BY_CHANGE, GITHUB_COMMENTS, comment_row),
    "commits": _Listed("/commits", {}, GITHUB_COMMITS, commit_row, "committed_at"),
}


def load(
    folder: DataFolder,
    github: GitHubClient,
    names: Sequence[str],
    wanted: Sequence[str],
    progress: Callable[[int, str], None],
) -> list[Tally]:
    """Asks about each repository whose facts are there.

    Args:
        folder: the data folder, initialised.
        github: GitHub.
        names: the names under which repositories were asked for.
        wanted: keys of `DETAILS`.
        progress: called with the repositories done and a word on how many there are.

    Returns:
        What became of each endpoint.

    Raises:
        HubError: when GitHub cannot be reached or refuses; what came before is landed.
        PtmError: when answers are missing.
    """
    endpoints = [endpoint for name in wanted for endpoint in DETAILS[name]]
    repositories = repositories_of(folder, names)
    before = fetches_of(folder, [repository["full_name"] for repository in repositories])
    package = Package(folder)
    tallies = {endpoint: Tally(endpoint) for endpoint in endpoints}
    failures_in_a_row = 0
    try:
        for done, repository in enumerate(repositories, 1):
            for endpoint in endpoints:
                known = before.get((repository["full_name"].lower(), endpoint))
                run = _Run(github, repository, endpoint, known, package)
                record = run.ask()
                package.record(
                    repository["full_name"], endpoint, native_id=repository["native_id"], **record
                )
                tallies[endpoint].count(
                    repository["full_name"], record["status"], record.get("error")
                )
                tallies[endpoint].rows += run.row_count
                failures_in_a_row = failures_in_a_row + 1 if record["status"] in FAILED else 0
                if failures_in_a_row >= FAILED_IN_A_ROW:
                    message = (
                        f"GitHub failed {FAILED_IN_A_ROW} times in a row ({record['error']}). What "
                        "was loaded stays; run the same command again to go on."
                    )
                    raise PtmError(message)
            progress(done, f"of {len(repositories):,} repositories")
            if package.is_full:
                package.land()
    finally:
        package.land()
    return list(tallies.values())


class _Run:
    """One endpoint of one repository."""

    def __init__(
        self,
        github: GitHubClient,
        repository: dict[str, str],
        endpoint: str,
        before: Fetch | None,
        package: Package,
    ) -> None:
        self._github = github
        self._repository = repository
        self._endpoint = endpoint
        self._cursor = before.cursor if before else None
        self._etag = before.etag if before and before.status not in FAILED else None
        self._package = package
        self._attempts = 0
        self.row_count = 0

    def ask(self) -> dict[str, Any]:
        """Takes what is new; returns the rest of a fetch record."""
        asked_since = self._cursor
        try:
            if self._endpoint == "pull_requests":
                self._ask_pull_requests()
                http_status = int(httpx2.codes.OK)
            else:
                http_status = self._ask_list(_LISTS[self._endpoint])
        except HubError as error:
            if error.http_status is None or error.is_token_refused:
                raise
            return self._record_of_error(error)
        is_same_request = self._cursor == asked_since
        return {
            "status": "ok",
            "http_status": http_status,
            "attempts": self._attempts,
            "cursor": self._cursor,
            # an ETag is of a request; the next one is another where there was something new
            "etag": self._etag if is_same_request else None,
        }

    def _record_of_error(self, error: HubError) -> dict[str, Any]:
        record = {"attempts": self._attempts + error.attempts, "cursor": self._cursor}
        if error.http_status == httpx2.codes.CONFLICT:
            # what GitHub says of a repository without a commit
            return {**record, "status": "ok", "http_status": 409, "error": error.reason}
        is_state = error.status not in FAILED and error.reason
        return {
            **record,
            "status": error.status,
            "http_status": error.http_status,
            "error": error.reason if is_state else str(error),
        }

    def _ask_list(self, listed: _Listed) -> int:
        since = {"since": self._cursor} if self._cursor else {}
        query = urlencode({**listed.parameters, "per_page": str(_A_PAGE), **since})
        path: str | None = f"/repos/{self._repository['full_name']}{listed.path}?{query}"
        etag = self._etag
        status = 0
        newest = self._cursor
        while path:
            answer = self._github.get(path, etag=etag)
            self._attempts += answer.attempts
            status = answer.status
            if status == httpx2.codes.NOT_MODIFIED:
                return status
            if etag is None or path.endswith(query):
                self._etag = answer.etag
            etag = None
            for body in answer.json():
                # pull requests are asked for by themselves; GitHub lists them as issues, too
                if self._endpoint == "issues" and "pull_request" in body:
                    newest = _later(newest, moment(body["updated_at"]))
                    continue
                row = listed.row_of(body, self._repository)
                newest = _later(newest, row[listed.time_key])
                self._package.add(listed.table, row)
                self.row_count += 1
            if listed.time_key == "updated_at":
                # oldest first: what was read so far need not be read again
                self._cursor = newest
            path = answer.next_cursor
        self._cursor = newest
        return status

    def _ask_pull_requests(self) -> None:
        owner, _, name = self._repository["full_name"].partition("/")
        known_until = self._cursor
        newest, after = known_until, None
        while True:
            answer = self._github.query(
                PULL_REQUESTS,
                {"owner": owner, "name": name, "size": PULL_REQUESTS_A_PAGE, "after": after},
            )
            self._attempts += answer.attempts
            repository = answer.data.get("repository")
            if not repository:
                error = answer.errors.get("repository") or {}
                is_gone = error.get("type") == "NOT_FOUND"
                raise HubError(
                    f"GitHub said: {error.get('message', 'no answer')}",
                    http_status=200,
                    attempts=0,
                    status="not_found" if is_gone else "failed",
                    reason=str(error.get("message", "")),
                )
            page = repository["pullRequests"]
            for body in page["nodes"]:
                updated_at = body["updatedAt"]
                # its own second may hold others
                if known_until and (_later(None, moment(updated_at)) or "") < known_until:
                    self._cursor = newest
                    return
                newest = _later(newest, moment(updated_at))
                for table, row in rows_of_pull_request(body, self._repository):
                    self._package.add(table, row)
                self.row_count += 1
            if not page["pageInfo"]["hasNextPage"]:
                self._cursor = newest
                return
            after = page["pageInfo"]["endCursor"]


def _later(cursor: str | None, time: Any) -> str | None:
    """The later of a cursor and a time, as GitHub writes times."""
    if time is None:
        return cursor
    text = f"{time:%Y-%m-%dT%H:%M:%SZ}"
    return max(cursor, text) if cursor else text
