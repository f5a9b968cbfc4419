"""How fast a hub may be asked: what its `RateLimit` headers allow, spent evenly."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from huggingface_hub.utils._http import parse_ratelimit_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# a hub tells whole seconds
_ROUNDED = 1.0


class Budget:
    """The requests that a hub allows in its current window.

    Nothing waits before the hub has said what it allows, nor while all that is planned fits into
    what is left: a burst of ten requests of 500 does nobody harm, ten thousand would end in 429.

    Args:
        clock: seconds that only go forward.
        sleep: waits for so many seconds.

    Attributes:
        planned: requests that are still to come, as far as the caller knows; null for unknown,
            which is taken for many.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self.planned: int | None = None
        self._remaining = 0
        self._window_ends = -1.0
        self._last = clock()

    @property
    def due(self) -> float:
        """When the next request may be sent, so that those left last until the window ends."""
        if not self._remaining:
            return self._window_ends + _ROUNDED
        left = self._window_ends - self._clock()
        if left <= 0 or (self.planned is not None and self.planned <= self._remaining):
            return self._last
        return self._last + left / self._remaining

    def wait(self) -> None:
        """Waits until the next request is due."""
        seconds = self.due - self._clock()
        if seconds > 0:
            self._sleep(seconds)
        self._last = self._clock()
        if self.planned:
            self.planned -= 1

    def learn(self, headers: Mapping[str, str]) -> None:
        """Takes what an answer says of the window; an answer without the headers says nothing."""
        said = parse_ratelimit_headers(headers)
        if said is not None:
            self.allow(said.remaining, said.reset_in_seconds)

    def allow(self, remaining: int, seconds: float) -> None:
        """Takes that so many requests are left, and in how many seconds there are more."""
        self._remaining = remaining
        self._window_ends = self._clock() + seconds
