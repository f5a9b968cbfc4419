"""Draws from tables of choices; every draw takes the one seeded generator of the run."""

from __future__ import annotations

from bisect import bisect
from itertools import accumulate
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

Choice = TypeVar("Choice")


class Weighted(Generic[Choice]):
    """Choices with weights; the weights need no common sum.

    Attributes:
        choices: in the order in which they were written.
    """

    def __init__(self, weights: Mapping[Choice, float]) -> None:
        self.choices = tuple(weights)
        self._bounds = tuple(accumulate(weights.values()))

    def pick(self, rng: random.Random) -> Choice:
        """One choice, as often as its weight says."""
        return self.choices[bisect(self._bounds, rng.random() * self._bounds[-1])]


def pick(rng: random.Random, choices: Sequence[Choice]) -> Choice:
    """One choice, all as likely as each other; `random.choice` at a third of its cost."""
    return choices[int(rng.random() * len(choices))]


def pick_early(rng: random.Random, choices: Sequence[Choice], skew: float = 3.0) -> Choice:
    """One choice, the first far likelier than the last: a power law of exponent `1 / skew`."""
    return choices[int(rng.random() ** skew * len(choices))]


def heavy_tail(rng: random.Random, median: float, spread: float, most: int) -> int:
    """A count whose logarithm is normal: most are near the median, a few a thousand times that.

    Args:
        rng: the generator of the run.
        median: half of the counts lie below it.
        spread: the standard deviation of the natural logarithm.
        most: the largest count to return.
    """
    return min(int(rng.lognormvariate(0.0, spread) * median), most)
