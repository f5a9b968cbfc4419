"""One policy for every hub request: session, budget, retries, errors as sentences."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

# before huggingface_hub is imported: it tells of every retry, and what counts is how they end
os.environ.setdefault("HF_HUB_VERBOSITY", "error")

import httpx2
import orjson
from huggingface_hub import constants
from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled
from huggingface_hub.utils._headers import build_hf_headers
from huggingface_hub.utils._http import (
    get_session,
    hf_raise_for_status,
    http_backoff,
    parse_ratelimit_headers,
)

from ingestion.budget import Budget
from ingestion.errors import PtmError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)

TRIES = 5
RETRY_WAIT_SECONDS = 0.5
TIMEOUT_SECONDS = 60.0

# what http_backoff asks for again
PASSING = {408, 429, 500, 502, 503, 504}
BROKEN = (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError)
_OBJECT_ID = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_SHA256_DIGITS = 64


@dataclass(frozen=True)
class Answer:
    """A complete answer of a hub.

    Attributes:
        content: the body as it was sent, but for what is no text in it, see `_readable`; valid
            JSON, or empty with status 304.
        next_cursor: path and query of the next page, null on the last; without host, so that a
            listing can go on at another endpoint.
        status: the HTTP status.
        attempts: how many times it was asked for, the client's own retries not counted.
        etag: the answer's ETag, null where none was sent.
    """

    content: bytes
    next_cursor: str | None
    status: int
    attempts: int
    etag: str | None = None

    def json(self) -> Any:
        """The document."""
        return orjson.loads(self.content)


@dataclass(frozen=True)
class Text:
    """A file of a repository, or its beginning.

    Attributes:
        content: the first bytes of it, at most as many as were asked for.
        byte_count: how long the whole file is, null where the hub does not say.
        is_cut: whether there is more than `content`.
        etag: see `Answer`.
        revision: the commit of which it is the file, null where the hub does not say.
        status: see `Answer`.
        attempts: see `Answer`.
    """

    content: bytes
    byte_count: int | None
    is_cut: bool
    etag: str | None
    revision: str | None
    status: int
    attempts: int


class HubError(PtmError):
    """A hub that did not answer as hoped, with what a fetch record needs.

    Attributes:
        http_status: the last HTTP status, null when there was none.
        attempts: how many times it was asked.
        status: the status of a fetch record.
        reason: the hub's own words, where it had some.
        is_token_refused: whether it is the client's token that was refused.
    """

    def __init__(
        self,
        message: str,
        *,
        http_status: int | None,
        attempts: int,
        status: str = "failed",
        reason: str = "",
        is_token_refused: bool = False,
    ) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.attempts = attempts
        self.status = status
        self.reason = reason
        self.is_token_refused = is_token_refused


class HubClient:
    """A hub's HTTP API through `huggingface_hub`'s session.

    Args:
        endpoint: the hub's address; `HF_ENDPOINT`, else the public Hub.

    Attributes:
        endpoint: the address as it may be shown and stored: without a user name or password.
        budget: what the hub allows, and how it is spent.

    Raises:
        PtmError: when the address is none.
    """

    def __init__(self, endpoint: str | None = None) -> None:
        chosen = endpoint or os.environ.get("HF_ENDPOINT") or constants.ENDPOINT
        self._url = chosen.rstrip("/")
        parts = urlsplit(self._url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            message = (
                "HF_ENDPOINT is no address of a hub. "
                "Write it as https://huggingface.co or http://127.0.0.1:8765."
            )
            raise PtmError(message)
        self.endpoint = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        self._base_path = parts.path
        self._headers = build_hf_headers(library_name="ptm-warehouse")
        self.budget = Budget()

    def get(
        self,
        path: str,
        params: list[tuple[str, str]] | None = None,
        *,
        etag: str | None = None,
    ) -> Answer:
        """Asks for a JSON document until it arrives whole.

        `http_backoff` waits as the hub's `RateLimit` headers say and retries 429, 5xx and broken
        connections; a body that is no JSON is asked for again here.

        Args:
            path: path, with or without query, below the endpoint.
            params: the query, for a path without one.
            etag: of an answer that is there already; the same again is status 304 without body.

        Raises:
            HubError: when the hub cannot be reached, refuses, or keeps sending half documents.
        """
        headers = self._headers | ({"If-None-Match": etag} if etag else {})
        for attempt in range(1, TRIES + 1):
            self.budget.wait()
            try:
                response = http_backoff(
                    "GET",
                    self._url + path,
                    params=params,
                    headers=headers,
                    timeout=TIMEOUT_SECONDS,
                    max_retries=TRIES,
                    base_wait_time=RETRY_WAIT_SECONDS,
                )
                self.budget.learn(response.headers)
                hf_raise_for_status(response)
                is_told = response.status_code != httpx2.codes.NOT_MODIFIED
                answer = Answer(
                    _readable(response.content) if is_told else b"",
                    self._next_cursor(response),
                    response.status_code,
                    attempt,
                    response.headers.get("ETag"),
                )
            except (httpx2.RequestError, httpx2.InvalidURL) as error:
                raise self._unreachable(error, attempt) from error
            except OfflineModeIsEnabled as error:
                raise self._offline(attempt) from error
            except HfHubHTTPError as error:
                raise self._refused(error.response, path, attempt) from error
            except ValueError:
                log.info("%s: no complete JSON document, asked again", path.partition("?")[0])
                time.sleep(RETRY_WAIT_SECONDS * (attempt - 1))
                continue
            return answer
        raise self._incomplete("JSON document", path)

    def get_text(
        self,
        path: str,
        max_bytes: int,
        *,
        is_damaged: Callable[[Text], bool] | None = None,
    ) -> Text:
        """Asks for a file until its beginning arrives whole; what follows is not read.

        Args:
            path: path below the endpoint.
            max_bytes: how much of it is wanted.
            is_damaged: tells an answer that is to be asked for again; by default a file that is not
                the one that its ETag, a Git or LFS object id, names.

        Raises:
            HubError: when the hub cannot be reached, refuses, or keeps sending half of it.
        """
        # uncompressed, so that the length that is told is the file's
        headers = self._headers | {"Accept-Encoding": "identity"}
        most = TRIES + 1
        for attempt in range(1, most + 1):
            self.budget.wait()
            try:
                with get_session().stream(
                    "GET", self._url + path, headers=headers, timeout=TIMEOUT_SECONDS
                ) as response:
                    self.budget.learn(response.headers)
                    if not response.is_success:
                        response.read()
                        if response.status_code in PASSING and attempt < most:
                            time.sleep(_wait_of(response, attempt))
                            continue
                        raise self._refused(response, path, attempt)
                    text = _beginning(response, max_bytes, attempt)
            except BROKEN as error:
                if attempt == most:
                    raise self._unreachable(error, attempt) from error
                time.sleep(RETRY_WAIT_SECONDS * 2 ** (attempt - 1))
                continue
            except OfflineModeIsEnabled as error:
                raise self._offline(attempt) from error
            except (httpx2.RequestError, httpx2.InvalidURL) as error:
                raise self._unreachable(error, attempt) from error
            if not (is_damaged or _is_another)(text):
                return text
            log.info("%s: damaged on the way, asked again", path)
        raise self._incomplete("file", path)

    def _next_cursor(self, response: httpx2.Response) -> str | None:
        """Path and query of the `next` link, below the endpoint."""
        url = response.links.get("next", {}).get("url")
        if not url:
            return None
        parts = urlsplit(url)
        return f"{parts.path.removeprefix(self._base_path)}?{parts.query}"

    def _unreachable(self, error: Exception, attempts: int) -> HubError:
        return HubError(
            f"The hub at {self.endpoint} cannot be reached ({type(error).__name__}: {error}). "
            "Check the network and HF_ENDPOINT; what was loaded stays, run the same command again "
            "to go on.",
            http_status=None,
            attempts=attempts,
        )

    def _offline(self, attempts: int) -> HubError:
        message = f"HF_HUB_OFFLINE is set, so {self.endpoint} was not asked. Unset it."
        return HubError(message, http_status=None, attempts=attempts)

    def _incomplete(self, what: str, path: str) -> HubError:
        message = (
            f"{self.endpoint} sent no complete {what} for {path.partition('?')[0]}, "
            f"{TRIES} times. Check that HF_ENDPOINT is the address of a hub; what was loaded "
            "stays, run the same command again to go on."
        )
        return HubError(message, http_status=200, attempts=TRIES)

    def _refused(self, response: httpx2.Response, path: str, attempts: int) -> HubError:
        status = response.status_code
        reason = response.headers.get("X-Error-Message") or _error_of(response)
        code = response.headers.get("X-Error-Code")
        # a hub hides from an anonymous client whether a repository exists: 401 for both
        is_token_refused = (
            status == httpx2.codes.UNAUTHORIZED
            and code is None
            and ("authorization" in self._headers)
        )
        advice = {
            401: "Set HF_TOKEN to a valid token, or unset a wrong one.",
            403: "Set HF_TOKEN to a token that may read it.",
            404: "Check HF_ENDPOINT: it must be the address of a hub.",
            429: "Wait for the rate limit to pass, or set HF_TOKEN for a higher one.",
        }.get(status, "Try again later.")
        return HubError(
            f"{self.endpoint} answered {status} for {path.partition('?')[0]}"
            f"{f' ({reason})' if reason else ''}. {advice} What was loaded stays; run the same "
            "command again to go on.",
            http_status=status,
            attempts=attempts,
            status=_fetch_status(status, code, reason, is_token_refused=is_token_refused),
            reason=reason,
            is_token_refused=is_token_refused,
        )


def _fetch_status(status: int, code: str | None, reason: str, *, is_token_refused: bool) -> str:
    """The fetch record's status for a refusal."""
    if code == "GatedRepo":
        return "gated"
    if code in {"RepoNotFound", "EntryNotFound", "RevisionNotFound"}:
        return "not_found"
    if status == httpx2.codes.FORBIDDEN and "disabled" in reason.lower():
        return "disabled"
    if status == httpx2.codes.UNAUTHORIZED:
        return "failed" if is_token_refused else "not_found"
    by_http_status = {404: "not_found", 410: "not_found", 429: "rate_limited", 451: "disabled"}
    return by_http_status.get(status, "failed")


def _beginning(response: httpx2.Response, max_bytes: int, attempts: int) -> Text:
    """What of a streamed answer is wanted."""
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > max_bytes:
            break
    is_cut = len(content) > max_bytes
    told = response.headers.get("X-Linked-Size") or (
        None if "Content-Encoding" in response.headers else response.headers.get("Content-Length")
    )
    return Text(
        bytes(content[:max_bytes]),
        len(content) if not is_cut else int(told) if told and told.isdigit() else None,
        is_cut,
        response.headers.get("X-Linked-ETag") or response.headers.get("ETag"),
        response.headers.get("X-Repo-Commit"),
        response.status_code,
        attempts,
    )


def _is_another(text: Text) -> bool:
    """Whether a whole file is not the one that its ETag, a Git or LFS object id, names."""
    tag = (text.etag or "").removeprefix("W/").strip('"')
    if text.is_cut or not _OBJECT_ID.fullmatch(tag):
        return False
    if len(tag) == _SHA256_DIGITS:
        return hashlib.sha256(text.content).hexdigest() != tag
    blob = b"blob %d\0" % len(text.content) + text.content
    return hashlib.sha1(blob, usedforsecurity=False).hexdigest() != tag


def _wait_of(response: httpx2.Response, attempt: int) -> float:
    """Seconds until a refused request may be repeated."""
    said = parse_ratelimit_headers(response.headers)
    if response.status_code == httpx2.codes.TOO_MANY_REQUESTS and said and not said.remaining:
        return said.reset_in_seconds + 1
    told = response.headers.get("Retry-After", "")
    return float(told) if told.isdigit() else RETRY_WAIT_SECONDS * 2 ** (attempt - 1)


def _readable(content: bytes) -> bytes:
    """JSON that every reader takes.

    Half a surrogate pair, which cannot be written as UTF-8, becomes a question mark, and what is no
    number (`NaN`) null.

    Raises:
        ValueError: when the document is not whole.
    """
    try:
        orjson.loads(content)
    except ValueError:
        try:
            document = json.loads(content, parse_constant=lambda _: None)
        except RecursionError as error:
            message = "the document is nested too deep"
            raise ValueError(message) from error
        return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    return content


def _error_of(response: Any) -> str:
    """The hub's own words for an error, if its body has them."""
    try:
        body: Mapping[str, Any] = response.json()
        return str(body.get("error", ""))[:200]
    except (ValueError, AttributeError):
        return ""
