"""What the parameters of a listing ask for: which records, in which order, with which keys."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import orjson

from ingestion.loopback.answers import BadRequestError
from ingestion.loopback.data import MISSING
from ingestion.loopback.properties import ALWAYS_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingestion.loopback.data import Catalogue, Position, Record, SortKey
    from ingestion.loopback.properties import Properties

PAGE_LIMIT = 1000
"""The records of a page: at most, and where the client does not say."""

KNOWN = frozenset(
    {
        "author",
        "cardData",
        "config",
        "cursor",
        "direction",
        "expand",
        "filter",
        "full",
        "limit",
        "search",
        "sort",
    }
)
"""The parameters that a listing of the loopback hub understands."""


class ListingQuery:
    """A listing that was asked for.

    Args:
        properties: the keys that the kind of repository has.
        parameters: names and values in the order of the request.

    Raises:
        BadRequestError: when a parameter is unknown or its value none that it takes. The Hub
            ignores parameters that it does not know; here that would pass off an unfiltered
            listing as a filtered one.
    """

    def __init__(self, properties: Properties, parameters: Sequence[tuple[str, str]]) -> None:
        values: dict[str, list[str]] = {}
        for name, value in parameters:
            if name not in KNOWN:
                message = f"The loopback hub has no parameter {name}; it has {sorted(KNOWN)}."
                raise BadRequestError(message)
            values.setdefault(name, []).append(value)
        self.keys = _keys(properties, values)
        self.limit = _limit(values)
        self._sort = _sort(values)
        self._ascending = _is_ascending(values, self._sort)
        self._after = _position(values["cursor"][-1], self._sort) if "cursor" in values else None
        self._author = values["author"][-1] if "author" in values else None
        self._searched = [term.casefold() for term in values.get("search", [])]
        self._tags = set(values.get("filter", []))
        self._quoted_tags = [orjson.dumps(tag) for tag in self._tags]

    def matches(self, catalogue: Catalogue) -> Iterator[Record]:
        """The records that the listing is about, from the cursor on."""
        records = catalogue.sorted_by(self._sort, ascending=self._ascending, after=self._after)
        return filter(self._selects, records)

    def cursor_after(self, record: Record) -> str:
        """The cursor of the page that follows a record: a place in the order, not a page number.

        It therefore stays good when the hub is started again, or records come and go.
        """
        return base64.urlsafe_b64encode(
            orjson.dumps([self._sort, *record.position(self._sort)])
        ).decode()

    def _selects(self, record: Record) -> bool:
        if self._author is not None and record.author != self._author:
            return False
        if self._searched and not all(term in record.id.casefold() for term in self._searched):
            return False
        # the text tells at once which records cannot have the tags
        return all(tag in record.payload for tag in self._quoted_tags) and (
            not self._tags or self._tags.issubset(orjson.loads(record.payload).get("tags") or [])
        )


def expanded_keys(properties: Properties, expand: Sequence[str]) -> frozenset[str]:
    """The keys of an answer to `expand`.

    Raises:
        BadRequestError: when a property is none; the message lists those that are.
    """
    if not set(expand) <= set(properties.expandable):
        message = f'"expand" must be one of [{", ".join(properties.expandable)}]'
        raise BadRequestError(message)
    return ALWAYS_SHOWN.union(expand)


def _keys(properties: Properties, values: dict[str, list[str]]) -> frozenset[str]:
    if "expand" in values:
        return expanded_keys(properties, values["expand"])
    keys = properties.listed
    if _is_true(values, "full"):
        keys |= properties.listed_in_full
    return keys | {name for name in ("cardData", "config") if _is_true(values, name)}


def _is_true(values: dict[str, list[str]], name: str) -> bool:
    return name in values and values[name][-1].lower() in {"true", "1"}


def _limit(values: dict[str, list[str]]) -> int:
    text = values.get("limit", [str(PAGE_LIMIT)])[-1]
    if not text.isdecimal() or int(text) == 0:
        message = f'"limit" must be a number from 1 up, not {text}'
        raise BadRequestError(message)
    return min(int(text), PAGE_LIMIT)


def _sort(values: dict[str, list[str]]) -> SortKey:
    text = values.get("sort", ["trendingScore"])[-1]
    for key in MISSING:
        if text == key:
            return key
    message = f"Invalid sort parameter: {text}"
    raise BadRequestError(message)


def _is_ascending(values: dict[str, list[str]], sort: SortKey) -> bool:
    """The direction; of the Hub's orders, only that by `createdAt` can be turned round."""
    text = values.get("direction", ["-1"])[-1]
    if text == "-1":
        return False
    if text == "1" and sort == "createdAt":
        return True
    message = f"Invalid direction parameter: {text} (sorting by {sort})"
    raise BadRequestError(message)


def _position(cursor: str, sort: SortKey) -> Position:
    try:
        match orjson.loads(base64.urlsafe_b64decode(cursor)):
            case [str(key), (str() | int() | float()) as value, str(name)] if (
                key == sort and isinstance(value, str) == isinstance(MISSING[sort], str)
            ):
                return value, name
    except ValueError:  # not base64, or not JSON
        pass
    message = f"Invalid cursor: {cursor}"
    raise BadRequestError(message)
