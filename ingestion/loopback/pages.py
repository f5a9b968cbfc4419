"""Pages of an answer: the parameters that ask for one, and the link to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ingestion.loopback.answers import BadRequestError

if TYPE_CHECKING:
    from collections.abc import Sequence


def value_of(parameters: Sequence[tuple[str, str]], name: str, default: str = "") -> str:
    """The last value of a parameter."""
    return next((value for key, value in reversed(parameters) if key == name), default)


def number_of(
    parameters: Sequence[tuple[str, str]], name: str, default: int, least: int = 0
) -> int:
    """The last value of a parameter that is a whole number.

    Raises:
        BadRequestError: when it is none, or below the least.
    """
    text = value_of(parameters, name, str(default))
    if not text.isdecimal() or int(text) < least:
        message = f'"{name}" must be a number from {least} up, not {text}'
        raise BadRequestError(message)
    return int(text)


def is_true(parameters: Sequence[tuple[str, str]], name: str) -> bool:
    """Whether a parameter is set."""
    return value_of(parameters, name).lower() in {"true", "1"}


def next_link(
    address: str, parameters: Sequence[tuple[str, str]], name: str, value: str
) -> tuple[str, str]:
    """The `Link` header that leads to the next page: the same parameters, but for one.

    Args:
        address: host and path of this page.
        parameters: what this page was asked for with.
        name: the parameter that tells pages apart.
        value: that of the next page.
    """
    carried = [pair for pair in parameters if pair[0] != name]
    return "Link", f'<{address}?{urlencode([*carried, (name, value)])}>; rel="next"'
