"""The Hub's rate limit: so many requests in a fixed window, told in every answer.

The headers are those of draft-ietf-httpapi-ratelimit-headers-09, as the Hub sends them with every
answer, errors and redirects included:

    RateLimit: "api";r=489;t=189
    RateLimit-Policy: "fixed window";"api";q=500;w=300
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Allowance:
    """What is left of the limit after one request.

    Attributes:
        limit: requests that a window allows.
        window: seconds that a window lasts.
        remaining: requests left in this window.
        reset: whole seconds until the next window.
        is_exceeded: whether this request was one too many.
    """

    limit: int
    window: int
    remaining: int
    reset: int
    is_exceeded: bool

    def headers(self) -> list[tuple[str, str]]:
        """The two headers as the Hub writes them."""
        return [
            ("RateLimit", f'"api";r={self.remaining};t={self.reset}'),
            ("RateLimit-Policy", f'"fixed window";"api";q={self.limit};w={self.window}'),
        ]

    def github_headers(self) -> list[tuple[str, str]]:
        """The headers as GitHub writes them: the end of the window as seconds since 1970."""
        return [
            ("X-RateLimit-Limit", str(self.limit)),
            ("X-RateLimit-Remaining", str(self.remaining)),
            ("X-RateLimit-Reset", str(math.ceil(time.time() + self.reset))),
        ]


class RateLimiter:
    """Counts requests in fixed windows; a window opens with the first request after the last one.

    Args:
        limit: requests that a window allows.
        window: seconds that a window lasts.
        clock: seconds that only go forward.
    """

    def __init__(
        self, limit: int, window: int = 300, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._window = window
        self._clock = clock
        self._opened_at = -math.inf
        self._used = 0
        self._lock = threading.Lock()

    def take(self) -> Allowance:
        """Count one request."""
        with self._lock:
            now = self._clock()
            if now - self._opened_at >= self._window:
                self._opened_at, self._used = now, 0
            self._used += 1
            return Allowance(
                limit=self._limit,
                window=self._window,
                remaining=max(0, self._limit - self._used),
                reset=math.ceil(self._opened_at + self._window - now),
                is_exceeded=self._used > self._limit,
            )
