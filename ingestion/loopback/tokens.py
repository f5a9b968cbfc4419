"""Which tokens the hub takes, and what they may read."""

from __future__ import annotations

import threading
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


class Access(Enum):
    """What a request may do by its token."""

    REFUSED = "the token is not valid"
    ANONYMOUS = "there is no token"
    KNOWN = "the token is valid"
    GATED = "the token is valid and its user may read gated repositories"


class Tokens:
    """The tokens that a hub takes.

    Args:
        valid: the valid ones; without it every token is.
        gated: those of users who may read gated repositories.
    """

    def __init__(self, valid: Collection[str] | None, gated: Collection[str] = ()) -> None:
        self._valid = None if valid is None else {*valid, *gated}
        self._gated = set(gated)
        self._uses_left: dict[str, int] = {}
        self._lock = threading.Lock()

    def revoke(self, token: str, after: int = 0) -> None:
        """Refuses a token, once so many more requests have used it."""
        with self._lock:
            self._uses_left[token] = after

    def access_of(self, authorization: str | None) -> Access:
        """What a request with this `Authorization` header may do; counts as a use."""
        if authorization is None:
            return Access.ANONYMOUS
        token = authorization.removeprefix("Bearer ")
        with self._lock:
            if token in self._uses_left:
                if self._uses_left[token] <= 0:
                    return Access.REFUSED
                self._uses_left[token] -= 1
        if self._valid is not None and token not in self._valid:
            return Access.REFUSED
        return Access.GATED if token in self._gated else Access.KNOWN
