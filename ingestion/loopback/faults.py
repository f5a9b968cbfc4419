"""Faults that the loopback hub makes on purpose, at given rates and the same ones every time."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingestion.errors import PtmError

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUS_FAULTS = ("429", "500", "502", "503", "504")
"""Faults that answer with a status instead of what was asked for."""

KINDS = {
    **dict.fromkeys(STATUS_FAULTS, "that status"),
    "secondary": "GitHub's secondary rate limit, status 403; of the Hub as 429",
    "timeout": "silence, then a closed connection",
    "cut": "a connection closed within the answer",
    "badjson": "an answer whose JSON ends half-way",
}

CONSECUTIVE_LIMIT = 3
"""A request that failed so often in a row is answered, so that who tries again gets on."""


@dataclass(frozen=True)
class FaultPlan:
    """Which faults to make and how often.

    Attributes:
        rates: share of the requests, 0 to 1, by kind of fault.
        seed: the same seed gives the same requests, counted from the first, the same faults.
        retry_after: seconds that a 429 asks the client to wait.
        stall: seconds of silence before a `timeout` closes the connection.
    """

    rates: Mapping[str, float]
    seed: int = 0
    retry_after: int = 0
    stall: float = 2.0

    @classmethod
    def parse(cls, spec: str) -> FaultPlan:
        """Read what stands after `--fault`, such as `429:0.1,503:0.02,cut:0.02,seed=7`.

        A fault is written `NAME:RATE`, a setting (`seed`, `retry_after`, `stall`) `NAME=VALUE`.

        Raises:
            PtmError: when the text names no fault, an unknown one, or rates that are none.
        """
        rates: dict[str, float] = {}
        settings: dict[str, float] = {"seed": 0, "retry_after": cls.retry_after, "stall": cls.stall}
        for part in spec.split(","):
            setting, is_setting, value = part.strip().partition("=")
            if is_setting and setting in settings:
                settings[setting] = _number(value, spec, part)
                continue
            kind, _, rate = part.strip().partition(":")
            if kind not in KINDS or kind in rates:
                raise _wrong(
                    spec, f"{part.strip()!r} is no fault, or one that stands there already"
                )
            rates[kind] = _number(rate, spec, part)
        if not rates or not sum(rates.values()) <= 1:
            raise _wrong(spec, "it names no fault, or rates that add up to more than 1")
        return cls(
            rates=rates,
            seed=int(settings["seed"]),
            retry_after=int(settings["retry_after"]),
            stall=settings["stall"],
        )

    def draw(self, ordinal: int) -> str | None:
        """The fault that befalls the request with this number, or null."""
        # the numbers have to be the same every time, not hard to guess
        chance = random.Random(f"{self.seed}:{ordinal}").random()  # noqa: S311
        for kind, rate in self.rates.items():
            if chance < rate:
                return kind
            chance -= rate
        return None


class FaultInjector:
    """Counts the requests that a hub got and says which of them fail."""

    def __init__(self, plan: FaultPlan | None) -> None:
        self._plan = plan
        self._ordinal = 0
        self._failed_in_a_row: dict[str, int] = {}
        self._lock = threading.Lock()

    def next(self, target: str) -> str | None:
        """The kind of fault for the next request, or null.

        Args:
            target: path and query of the request.
        """
        if self._plan is None:
            return None
        with self._lock:
            fault = self._plan.draw(self._ordinal)
            self._ordinal += 1
            failed = self._failed_in_a_row.pop(target, 0)
            if fault is None or failed >= CONSECUTIVE_LIMIT:
                return None
            self._failed_in_a_row[target] = failed + 1
            return fault


def _number(text: str, spec: str, part: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise _wrong(spec, f"{part.strip()!r} has no number from 0 up")
    return number


def _wrong(spec: str, cause: str) -> PtmError:
    kinds = ", ".join(f"{kind} ({meaning})" for kind, meaning in KINDS.items())
    return PtmError(
        f"--fault cannot be {spec!r}: {cause}. Write NAME:RATE with rates from 0 to 1, separated "
        f"by commas, and seed=N, such as 429:0.1,cut:0.02,seed=7. The faults are {kinds}."
    )
