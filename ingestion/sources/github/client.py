"""GitHub's API, GraphQL and REST, asked within its limits.

GitHub has two kinds of limits. The primary one is told in every answer: what remains, and when
there is more. The secondary one comes without notice, as status 403 or 429 with `Retry-After`, or,
without that header, with the advice to wait a minute. Either is waited for and not counted as a
failure. An answer of status 502 or 504 to a query says that it took GitHub too long.
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
import orjson
from huggingface_hub.utils._http import get_session

from ingestion.budget import Budget
from ingestion.errors import PtmError
from ingestion.http import (
    BROKEN,
    PASSING,
    RETRY_WAIT_SECONDS,
    TIMEOUT_SECONDS,
    TRIES,
    Answer,
    HubError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

GITHUB = "https://api.github.com"
TRIES_OF_A_QUERY = 2
"""How often a query is asked that can be asked in halves."""

_MOST_WAITS = 20
_SECONDARY_WAIT_SECONDS = 60.0
_WORTH_TELLING_SECONDS = 5.0
_MOST_REDIRECTS = 3
_REDIRECTS = {301, 302, 307, 308}
_LIMITED = {403, 429}
_WORDS_OF_LIMITS = ("secondary rate limit", "abuse detection", "rate limit exceeded")


@dataclass(frozen=True)
class GraphAnswer:
    """An answer of the GraphQL API, whole or in part.

    Attributes:
        data: what was asked for; parts that GitHub did not answer are null.
        errors: alias of a part → its error.
        attempts: how many times it was asked for.
    """

    data: dict[str, Any]
    errors: dict[str, dict[str, Any]]
    attempts: int


class GitHubClient:
    """GitHub's HTTP API.

    Args:
        endpoint: its address; `PTM_GITHUB_URL`, else the public one.
        sleep: waits for so many seconds.

    Attributes:
        endpoint: the address as it may be shown and stored: without a user name or password.
        requests: how many were sent, retries included: `graphql`, `rest`.
        cost: points that the GraphQL queries cost.

    Raises:
        PtmError: when the address is none.
    """

    def __init__(
        self, endpoint: str | None = None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._url = (endpoint or os.environ.get("PTM_GITHUB_URL") or GITHUB).rstrip("/")
        parts = urlsplit(self._url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            message = (
                "PTM_GITHUB_URL is no address of GitHub's API. "
                f"Write it as {GITHUB} or http://127.0.0.1:8765, or unset it."
            )
            raise PtmError(message)
        self.endpoint = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        self._headers = {
            "Accept": "application/vnd.github+json",
            "User-Agent": "ptm-warehouse",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        token = os.environ.get("GITHUB_TOKEN")
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._sleep = sleep
        self._budgets: dict[str, Budget] = {}
        self.requests: Counter[str] = Counter()
        self.cost = 0

    def query(
        self, text: str, variables: dict[str, Any] | None = None, *, tries: int = TRIES
    ) -> GraphAnswer:
        """Asks the GraphQL API.

        Args:
            text: the query.
            variables: its variables.
            tries: how often it is asked again when GitHub fails; limits are waited for besides.

        Raises:
            HubError: when GitHub cannot be reached, refuses, or keeps failing.
        """
        content = orjson.dumps({"query": text, "variables": variables or {}})
        for attempt in range(1, tries + 1):
            response, attempts = self._response("POST", "/graphql", content=content, tries=tries)
            body = _document(response)
            if not isinstance(body, dict):
                self._sleep(RETRY_WAIT_SECONDS * (attempt - 1))
                continue
            data, errors = body.get("data"), body.get("errors") or []
            if any(error.get("type") == "RATE_LIMITED" for error in errors):
                self._wait_for_limit(response)
                continue
            if not isinstance(data, dict):
                message = str(next((error.get("message") for error in errors), body))[:300]
                raise HubError(
                    f"{self.endpoint} did not answer a query ({message}). What was loaded stays; "
                    "run the same command again to go on.",
                    http_status=response.status_code,
                    attempts=attempts,
                    reason=message,
                )
            self.cost += (data.get("rateLimit") or {}).get("cost") or 0
            by_alias = {str(error["path"][0]): error for error in errors if error.get("path")}
            return GraphAnswer(data, by_alias, attempts)
        raise self._incomplete("/graphql", tries)

    def get(self, path: str, *, etag: str | None = None) -> Answer:
        """Asks the REST API for a JSON document, also where GitHub moved it.

        Args:
            path: path and query below the endpoint.
            etag: of an answer that is there already; the same again is status 304 without body.

        Raises:
            HubError: when GitHub cannot be reached, refuses, or keeps sending half documents.
        """
        headers = {"If-None-Match": etag} if etag else {}
        for attempt in range(1, TRIES + 1):
            response, attempts = self._response("GET", path, headers=headers)
            if response.status_code == httpx2.codes.NOT_MODIFIED:
                return Answer(b"", None, response.status_code, attempts, etag)
            if _document(response) is None:
                self._sleep(RETRY_WAIT_SECONDS * (attempt - 1))
                continue
            return Answer(
                response.content,
                self._below(response.links.get("next", {}).get("url")),
                response.status_code,
                attempts,
                response.headers.get("ETag"),
            )
        raise self._incomplete(path, TRIES)

    def _response(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        tries: int = TRIES,
    ) -> tuple[httpx2.Response, int]:
        """An answer that is no failure, and how many times it was asked for."""
        kind = "graphql" if content is not None else "rest"
        asked = failed = redirects = 0
        while True:
            resource = _resource(path)
            budget = self._budgets.setdefault(resource, Budget(sleep=self._sleep))
            # bursts are what GitHub's window is for; only an empty one is waited for
            budget.planned = 0
            budget.wait()
            asked += 1
            self.requests[kind] += 1
            try:
                response = get_session().request(
                    method,
                    self._url + path,
                    headers=self._headers | dict(headers or {}),
                    content=content,
                    timeout=TIMEOUT_SECONDS,
                    follow_redirects=False,
                )
            except BROKEN as error:
                failed += 1
                if failed >= tries:
                    raise self._unreachable(error, asked) from error
                self._sleep(RETRY_WAIT_SECONDS * 2 ** (failed - 1))
                continue
            except (httpx2.RequestError, httpx2.InvalidURL) as error:
                raise self._unreachable(error, asked) from error
            _learn(budget, response)
            status = response.status_code
            if response.is_success or status == httpx2.codes.NOT_MODIFIED:
                return response, asked
            moved = self._below(response.headers.get("Location"))
            if status in _REDIRECTS and moved and redirects < _MOST_REDIRECTS:
                redirects += 1
                path = moved
            elif status in _LIMITED and _is_limit(response) and asked - failed <= _MOST_WAITS:
                self._wait_for_limit(response, asked - failed)
            elif status in PASSING - _LIMITED and failed + 1 < tries:
                failed += 1
                self._sleep(RETRY_WAIT_SECONDS * 2 ** (failed - 1))
            else:
                raise self._refused(response, path, asked)

    def _wait_for_limit(self, response: httpx2.Response, waits: int = 1) -> None:
        """Waits as long as an answer asks for that says that it was too much."""
        told = response.headers.get("Retry-After", "")
        if told.isdigit():
            seconds = float(told)
        elif response.headers.get("X-RateLimit-Remaining") == "0":
            seconds = _seconds_to_reset(response) + 1
        else:
            seconds = _SECONDARY_WAIT_SECONDS * waits
        if seconds > _WORTH_TELLING_SECONDS:
            log.warning("GitHub's rate limit is reached; going on in %d seconds", seconds)
        self._sleep(seconds)

    def _below(self, url: str | None) -> str | None:
        """Path and query of an address below the endpoint; the token is sent nowhere else."""
        if not url:
            return None
        parts, own = urlsplit(url), urlsplit(self._url)
        if parts.netloc and parts.netloc.rpartition("@")[2] != own.netloc.rpartition("@")[2]:
            return None
        path = parts.path.removeprefix(own.path)
        return f"{path}?{parts.query}" if parts.query else path

    def _unreachable(self, error: Exception, attempts: int) -> HubError:
        return HubError(
            f"GitHub at {self.endpoint} cannot be reached ({type(error).__name__}: {error}). "
            "Check the network and PTM_GITHUB_URL; what was loaded stays, run the same command "
            "again to go on.",
            http_status=None,
            attempts=attempts,
        )

    def _incomplete(self, path: str, attempts: int) -> HubError:
        message = (
            f"{self.endpoint} sent no complete answer for {path.partition('?')[0]}, {attempts} "
            "times. Check PTM_GITHUB_URL; what was loaded stays, run the same command again to go "
            "on."
        )
        return HubError(message, http_status=200, attempts=attempts)

    def _refused(self, response: httpx2.Response, path: str, attempts: int) -> HubError:
        status = response.status_code
        body = _document(response)
        reason = str(body.get("message", ""))[:200] if isinstance(body, dict) else ""
        is_token_refused = status == httpx2.codes.UNAUTHORIZED
        advice = {
            401: "Set GITHUB_TOKEN to a valid token: GraphQL answers nobody without one.",
            403: "Set GITHUB_TOKEN to a token that may read it.",
            404: "Check the name, and that PTM_GITHUB_URL is the address of GitHub's API.",
            429: "Wait for the rate limit to pass.",
        }.get(status, "Try again later.")
        by_status = {404: "not_found", 410: "disabled", 451: "disabled", 429: "rate_limited"}
        fetch_status = by_status.get(status, "failed")
        if status == httpx2.codes.FORBIDDEN:
            blocked = isinstance(body, dict) and body.get("block")
            fetch_status = (
                "disabled" if blocked else "rate_limited" if _is_limit(response) else ("failed")
            )
        return HubError(
            f"{self.endpoint} answered {status} for {path.partition('?')[0]}"
            f"{f' ({reason})' if reason else ''}. {advice} What was loaded stays; run the same "
            "command again to go on.",
            http_status=status,
            attempts=attempts,
            status=fetch_status,
            reason=reason,
            is_token_refused=is_token_refused,
        )


def _resource(path: str) -> str:
    """The limit that a request counts against."""
    if path == "/graphql":
        return "graphql"
    if path.startswith("/search/code"):
        return "code_search"
    return "search" if path.startswith("/search/") else "core"


def _learn(budget: Budget, response: httpx2.Response) -> None:
    remaining = response.headers.get("X-RateLimit-Remaining", "")
    if remaining.isdigit():
        budget.allow(int(remaining), _seconds_to_reset(response))


def _seconds_to_reset(response: httpx2.Response) -> float:
    reset = response.headers.get("X-RateLimit-Reset", "")
    return max(0.0, int(reset) - time.time()) if reset.isdigit() else _SECONDARY_WAIT_SECONDS


def _is_limit(response: httpx2.Response) -> bool:
    """Whether a refusal is a limit, of either kind, and not a lack of rights."""
    if (
        response.status_code == httpx2.codes.TOO_MANY_REQUESTS
        or "Retry-After" in response.headers
        or response.headers.get("X-RateLimit-Remaining") == "0"
    ):
        return True
    body = _document(response)
    message = str(body.get("message", "")).lower() if isinstance(body, dict) else ""
    return any(words in message for words in _WORDS_OF_LIMITS)


def _document(response: httpx2.Response) -> Any:
    """The JSON of an answer, null when it is none or only half."""
    try:
        return orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return None
