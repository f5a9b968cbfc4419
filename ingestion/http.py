"""One policy for every hub request: the hub's own client session, retries, errors as sentences."""

from __future__ import annotations

import logging
import os
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
from huggingface_hub.utils._http import hf_raise_for_status, http_backoff

from ingestion.errors import PtmError

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)

TRIES = 5
RETRY_WAIT_SECONDS = 0.5
TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True)
class Answer:
    """A complete answer of a hub.

    Attributes:
        content: the body as it was sent; valid JSON.
        next_cursor: path and query of the next page, null on the last; without host, so that a
            listing can go on at another endpoint.
        status: the HTTP status.
        attempts: how many times it was asked for, the client's own retries not counted.
    """

    content: bytes
    next_cursor: str | None
    status: int
    attempts: int


class HubError(PtmError):
    """A hub that did not answer as hoped, with what a fetch record needs.

    Attributes:
        http_status: the last HTTP status, null when there was none.
        attempts: how many times it was asked.
        status: the status of a fetch record.
    """

    def __init__(self, message: str, *, http_status: int | None, attempts: int) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.attempts = attempts

    @property
    def status(self) -> str:
        """The fetch record's status for this failure."""
        by_http_status = {404: "not_found", 429: "rate_limited"}
        return by_http_status.get(self.http_status or 0, "failed")


class HubClient:
    """A hub's HTTP API through `huggingface_hub`'s session.

    Args:
        endpoint: the hub's address; `HF_ENDPOINT`, else the public Hub.

    Attributes:
        endpoint: the address as it may be shown and stored: without a user name or password.

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

    def get(self, path: str, params: list[tuple[str, str]] | None = None) -> Answer:
        """Asks for a JSON document until it arrives whole.

        `http_backoff` waits as the hub's `RateLimit` headers say and retries 429, 5xx and broken
        connections; a body that is no JSON is asked for again here.

        Args:
            path: path, with or without query, below the endpoint.
            params: the query, for a path without one.

        Raises:
            HubError: when the hub cannot be reached, refuses, or keeps sending half documents.
        """
        url = self._url + path
        for attempt in range(1, TRIES + 1):
            try:
                response = http_backoff(
                    "GET",
                    url,
                    params=params,
                    headers=self._headers,
                    timeout=TIMEOUT_SECONDS,
                    max_retries=TRIES,
                    base_wait_time=RETRY_WAIT_SECONDS,
                )
                hf_raise_for_status(response)
                orjson.loads(response.content)
            except (httpx2.RequestError, httpx2.InvalidURL) as error:
                raise self._unreachable(error, attempt) from error
            except OfflineModeIsEnabled as error:
                message = f"HF_HUB_OFFLINE is set, so {self.endpoint} was not asked. Unset it."
                raise HubError(message, http_status=None, attempts=attempt) from error
            except HfHubHTTPError as error:
                raise self._refused(error, path, attempt) from error
            except ValueError:
                log.info("%s: no complete JSON document, asked again", path.partition("?")[0])
                time.sleep(RETRY_WAIT_SECONDS * (attempt - 1))
                continue
            return Answer(
                response.content, self._next_cursor(response), response.status_code, attempt
            )
        message = (
            f"{self.endpoint} sent no complete JSON document for {path.partition('?')[0]}, "
            f"{TRIES} times. Check that HF_ENDPOINT is the address of a hub; what was loaded "
            "stays, run the same command again to go on."
        )
        raise HubError(message, http_status=200, attempts=TRIES)

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

    def _refused(self, error: HfHubHTTPError, path: str, attempts: int) -> HubError:
        status = error.response.status_code
        reason = error.response.headers.get("X-Error-Message") or _error_of(error.response)
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
        )


def _error_of(response: Any) -> str:
    """The hub's own words for an error, if its body has them."""
    try:
        body: Mapping[str, Any] = response.json()
        return str(body.get("error", ""))[:200]
    except (ValueError, AttributeError):
        return ""
