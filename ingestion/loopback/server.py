"""The HTTP server of the loopback hub."""

from __future__ import annotations

import base64
import contextlib
import errno
import hashlib
import logging
import re
import socket
import sys
import threading
import time
import uuid
from collections import deque
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import TYPE_CHECKING, Any

from ingestion.errors import PtmError
from ingestion.loopback.answers import Answer, bad_token_answer, error_answer
from ingestion.loopback.api import HubApi
from ingestion.loopback.faults import STATUS_FAULTS, FaultInjector, FaultPlan
from ingestion.loopback.github import GitHubApi, bad_credentials_answer, is_github, limited_answer
from ingestion.loopback.ratelimit import RateLimiter
from ingestion.loopback.tokens import Access, Tokens

if TYPE_CHECKING:
    from collections.abc import Collection
    from types import TracebackType
    from typing import Self

    from ingestion.loopback.data import HubData
    from ingestion.loopback.ratelimit import Allowance

HOST = "127.0.0.1"
"""The only address that the hub listens on."""

RATE_LIMIT = 100_000
"""Requests of a window unless said otherwise: more than a load from one machine makes.

The Hub itself allows 500 in five minutes without a token and 1,000 with a free one.
"""

REQUESTS_KEPT = 100_000
"""How many requests `LoopbackHub.requests` remembers, so that a hub can run for days."""

_log = logging.getLogger(__name__)


class LoopbackHub:
    """A hub on 127.0.0.1 that answers from `HubData`.

    In a `with` block it answers from a thread; `serve_forever` answers from the caller's. The port
    is taken when the hub is made, so `url` is known before anything is answered.

    Args:
        data: what the hub knows.
        port: the port; 0 takes any free one.
        fault: the faults to make; without it there are none.
        rate_limit: requests that a window allows.
        rate_window: seconds of a window.
        valid_tokens: the tokens that are taken, any other being answered 401; without it all are.
        gated_tokens: the valid tokens that may read the files of gated repositories.

    Attributes:
        url: the address that clients take as their endpoint.
        tokens: the tokens that are taken; one can be revoked while the hub answers.
        requests: method and target (path and query) of the latest requests, oldest first.

    Raises:
        PtmError: when the port cannot be had.
    """

    def __init__(
        self,
        data: HubData,
        port: int = 0,
        fault: FaultPlan | None = None,
        rate_limit: int = RATE_LIMIT,
        rate_window: int = 300,
        valid_tokens: Collection[str] | None = None,
        gated_tokens: Collection[str] = (),
    ) -> None:
        self.tokens = Tokens(valid_tokens, gated_tokens)
        try:
            self._server = _Server(
                data,
                port,
                fault or FaultPlan(rates={}),
                RateLimiter(rate_limit, rate_window),
                self.tokens,
            )
        except (OSError, OverflowError) as error:
            raise _no_port(port, error) from error
        self._thread: threading.Thread | None = None
        self.url = self._server.url
        self.requests = self._server.requests

    def serve_forever(self) -> None:
        """Answer until the user interrupts, then close."""
        try:
            with contextlib.suppress(KeyboardInterrupt):
                self._server.serve_forever()
        finally:
            self.close()

    def close(self) -> None:
        """Answer no more: give the port back and end the connections that clients keep open."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.02},
            name="loopback-hub",
            daemon=True,
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class _Server(ThreadingTCPServer):
    """One thread a connection, and the state that all of them share."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, data: HubData, port: int, fault: FaultPlan, limiter: RateLimiter, tokens: Tokens
    ) -> None:
        # before the port is taken, since a port that cannot be had closes the server
        self._connections: set[Any] = set()
        self.is_closing = threading.Event()
        super().__init__((HOST, port), _Handler)
        self.url = f"http://{HOST}:{self.server_address[1]}"
        self.api = HubApi(data, self.url)
        self.github = GitHubApi(data.github, self.url)
        self.fault = fault
        self.faults = FaultInjector(fault)
        self.limiter = limiter
        self.tokens = tokens
        self.requests: deque[tuple[str, str]] = deque(maxlen=REQUESTS_KEPT)

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        self.is_closing.set()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if isinstance(sys.exception(), ConnectionError):
            _log.debug("%s closed the connection before the answer was whole", client_address)
        else:
            _log.exception("The loopback hub failed to answer %s", client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection: counts, injects faults, and sends what `HubApi` says."""

    protocol_version = "HTTP/1.1"
    server_version = "ptm-loopback-hub"
    sys_version = ""
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        content = self._read_body()
        self.server.requests.append((self.command, self.path))
        allowance = self.server.limiter.take()
        fault = self.server.faults.next(self.path)
        if fault == "timeout":
            self.server.is_closing.wait(self.server.fault.stall)
            self.close_connection = True
            return
        answer = (
            self._github_answer(allowance, fault, content)
            if is_github(self.path)
            else self._answer(allowance, fault)
        )
        self._send(answer, allowance, fault)

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        _log.debug(format, *args)

    def _read_body(self) -> bytes:
        """Read it also where nobody wants it: left there, it would be the next request."""
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            return b""
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def _github_answer(self, allowance: Allowance, fault: str | None, content: bytes) -> Answer:
        if allowance.is_exceeded:
            return limited_answer(None)
        if fault in {"429", "secondary"}:
            return limited_answer(self.server.fault.retry_after)
        if fault in STATUS_FAULTS:
            return Answer(int(fault), b"<html>Unicorn!</html>", content_type="text/html")
        access = self.server.tokens.access_of(self.headers.get("Authorization"))
        if access is Access.REFUSED:
            return bad_credentials_answer()
        return self.server.github.answer(self.command, self.path, content)

    def _answer(self, allowance: Allowance, fault: str | None) -> Answer:
        if allowance.is_exceeded:
            return _too_many_requests(allowance.reset)
        if fault in {"429", "secondary"}:
            return _too_many_requests(self.server.fault.retry_after)
        if fault in STATUS_FAULTS:
            return error_answer(int(fault), "Internal Error - We're working hard to fix this")
        if self.command not in {"GET", "HEAD"}:
            return error_answer(404, "The loopback hub can only be read.")
        access = self.server.tokens.access_of(self.headers.get("Authorization"))
        if access is Access.REFUSED:
            return bad_token_answer()
        return self.server.api.answer(self.command, self.path, access)

    def _send(self, answer: Answer, allowance: Allowance, fault: str | None) -> None:
        status, body, own = answer.status, answer.body, dict(answer.headers)
        etag = own.get("ETag") or (_etag(body) if status == 200 else None)
        if etag and status == 200 and _names(self.headers.get("If-None-Match", ""), etag):
            status, body = 304, b""
        if status == 200 and "Accept-Ranges" in own and (part := self._range(len(body))):
            own["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(body)}"
            status, body = 206, body[part.start : part.stop]
        if fault == "badjson":
            body = body[: len(body) // 2]
        self.send_response(status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        if etag and "ETag" not in own:
            self.send_header("ETag", etag)
        self.send_header("X-Request-Id", f"Root=1-{int(time.time()):x}-{uuid.uuid4().hex[:24]}")
        limits = allowance.github_headers if is_github(self.path) else allowance.headers
        for name, value in (*own.items(), *limits()):
            self.send_header(name, value)
        self.end_headers()
        if fault == "cut":
            body = body[: len(body) // 2]
            self.close_connection = True
        if self.command != "HEAD":
            self.wfile.write(body)

    def _range(self, size: int) -> range | None:
        """The part of a file that is asked for, if it is one part that there is."""
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked is None or int(asked[1]) >= size:
            return None
        return range(int(asked[1]), min(int(asked[2] or size), size - 1) + 1)


def _too_many_requests(seconds: int) -> Answer:
    return error_answer(429, "Too Many Requests", headers=(("Retry-After", str(seconds)),))


def _etag(body: bytes) -> str:
    """A weak tag in the Hub's form: length and SHA-1 of the body."""
    digest = hashlib.sha1(body, usedforsecurity=False).digest()
    return f'W/"{len(body):x}-{base64.b64encode(digest).decode().rstrip("=")}"'


def _names(if_none_match: str, etag: str) -> bool:
    """Whether an `If-None-Match` header names a tag; weak and strong spellings are one."""
    named = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return not named.isdisjoint({"*", etag.removeprefix("W/")})


def _no_port(port: int, error: OSError | OverflowError) -> PtmError:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return PtmError(
            f"Port {port} of {HOST} is in use. Stop the program that holds it, or name another "
            "with --port (0 takes any free one)."
        )
    return PtmError(
        f"Port {port} of {HOST} cannot be had ({error}). Name one from 1024 to 65535 with --port, "
        "or 0 for any free one."
    )
