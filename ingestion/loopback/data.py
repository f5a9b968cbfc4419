"""What the loopback hub knows: the records of a folder, in the orders that listings ask for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import orjson

from ingestion.errors import PtmError
from ingestion.loopback.details import DetailsFile
from ingestion.loopback.exchanges import Exchanges, read_exchanges
from ingestion.loopback.github import FILE as GITHUB_FILE
from ingestion.loopback.github import GitHubData
from ingestion.loopback.properties import (
    DATASET_PROPERTIES,
    MODEL_PROPERTIES,
    SPACE_PROPERTIES,
    Properties,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from ingestion.loopback.answers import Answer

SortKey: TypeAlias = Literal["createdAt", "lastModified", "downloads", "likes", "trendingScore"]
SortValue: TypeAlias = float | str
Position: TypeAlias = tuple[SortValue, str]

MISSING: dict[SortKey, SortValue] = {
    "createdAt": "",
    "lastModified": "",
    "downloads": -1,
    "likes": -1,
    "trendingScore": -1,
}
"""The properties that the Hub sorts by, and what a record without one counts as: the lowest."""

_PROPERTIES = {
    "models": MODEL_PROPERTIES,
    "datasets": DATASET_PROPERTIES,
    "spaces": SPACE_PROPERTIES,
}
_COLUMNS: dict[SortKey, int] = {key: column for column, key in enumerate(MISSING)}


@dataclass(frozen=True, slots=True)
class Record:
    """One model, dataset or Space.

    Only what listings sort and select by is held as values. The rest stays text, parsed when it
    is asked for: 300,000 parsed records would need several times the memory.

    Attributes:
        id: the repository's name, `owner/name` or a bare name.
        payload: the whole record as compact JSON.
        keys: the names of the payload's keys; one set shared by all records that have the same.
        positions: the values of the properties that `MISSING` names, in that order.
        sha: the commit that `main` stands at, where the record says so.
        is_disabled: whether the Hub refuses to answer for it.
        is_gated: whether the Hub gives its files to the users alone who were let in.
    """

    id: str
    payload: bytes
    keys: frozenset[str]
    positions: tuple[SortValue, ...]
    sha: str | None
    is_disabled: bool
    is_gated: bool

    def position(self, key: SortKey) -> Position:
        """Where the record stands in the order of a property: its value, then its name."""
        return self.positions[_COLUMNS[key]], self.id

    @property
    def author(self) -> str | None:
        """The owner, null for a bare name."""
        owner, slash, _ = self.id.partition("/")
        return owner if slash else None

    def shown(self, keys: frozenset[str]) -> bytes:
        """The record as JSON with no other keys than these."""
        if self.keys <= keys:
            return self.payload
        record = orjson.loads(self.payload)
        return orjson.dumps({key: value for key, value in record.items() if key in keys})


class Catalogue:
    """All public models, datasets or Spaces of the hub.

    Private records are left out when the folder is read: to everybody but their owner the Hub
    answers as if they did not exist.
    """

    def __init__(
        self, properties: Properties, records: Iterable[Record], renames: Mapping[str, str]
    ) -> None:
        self.properties = properties
        self._records = {record.id: record for record in records}
        self._renames = dict(renames)
        self._folded: dict[str, str | None] = {}
        for name in self._records:
            folded = name.casefold()
            self._folded[folded] = None if folded in self._folded else name
        self._orders: dict[SortKey, list[Record]] = {}

    def __len__(self) -> int:
        return len(self._records)

    def get(self, name: str) -> Record | None:
        """The record that bears exactly this name now."""
        return self._records.get(name)

    def current_name(self, name: str) -> str | None:
        """The listed name that the Hub redirects another name to; null when there is none.

        The Hub follows renames, a bare name's included, to the end, and corrects the case of a
        name. A name whose repository is gone leads nowhere.
        """
        seen = {name}
        while (renamed := self._renames.get(name)) is not None and renamed not in seen:
            if renamed in self._records:
                return renamed
            seen.add(renamed)
            name = renamed
        return self._folded.get(name.casefold())

    def sorted_by(
        self,
        key: SortKey,
        *,
        ascending: bool = False,
        after: Position | None = None,
    ) -> Iterator[Record]:
        """The records in the order of a property, ties in the order of their names.

        Args:
            key: the property.
            ascending: lowest first; else highest first, ties too.
            after: the position of the last record that was seen, which need not be listed any
                more.
        """

        def position(record: Record) -> Position:
            return record.position(key)

        order = self._orders.get(key)
        if order is None:
            order = self._orders[key] = sorted(self._records.values(), key=position)
        if ascending:
            start = bisect_right(order, after, key=position) if after else 0
            indices = range(start, len(order))
        else:
            end = bisect_left(order, after, key=position) if after else len(order)
            indices = range(end - 1, -1, -1)
        return (order[index] for index in indices)


@dataclass(frozen=True)
class HubData:
    """What a loopback hub serves.

    Attributes:
        catalogues: `models`, `datasets` and `spaces`.
        details: what is known about single repositories besides their records.
        papers: a paper's id → the Hub's body of it.
        exchanges: method and target → the answer that was recorded.
        github: the repositories of GitHub.
    """

    catalogues: Mapping[str, Catalogue]
    details: DetailsFile
    papers: Mapping[str, bytes]
    exchanges: Mapping[tuple[str, str], Answer]
    github: GitHubData = field(default_factory=GitHubData)

    @classmethod
    def from_folder(cls, folder: Path) -> HubData:
        """Read a folder of API-shaped JSON.

        The folder holds `models_listing.json` (an array of records) or `models_listing.jsonl`
        (a record a line), and may hold the same for datasets and Spaces, and
        `renames.json`: `{"models": {"old": "new"}, "datasets": {…}, "spaces": {…}}`.

        `details.jsonl` has a line a repository, as `Details` describes it, with its `kind` and
        `id`; `papers.jsonl` a line a paper, the Hub's body. `exchanges.jsonl` has recorded
        exchanges (`method`, `uri`, `status`, `headers`, `body`): they are answered as recorded,
        their bodies of single repositories are listed too, and their redirects are renames.
        `github.jsonl` has a line a repository of GitHub, as `ingestion.loopback.github` says.

        Raises:
            PtmError: when the folder or its models are missing, or a file is not what it should be.
        """
        if not folder.is_dir():
            message = (
                f"There is no folder {folder} to serve as a hub. "
                "Name one that holds models_listing.json or models_listing.jsonl."
            )
            raise PtmError(message)
        recorded = folder / "exchanges.jsonl"
        exchanges = read_exchanges(recorded) if recorded.exists() else Exchanges()
        if (
            not exchanges.answers
            and _listing_file(folder, "models_listing") is None
            and not (folder / GITHUB_FILE).exists()
        ):
            message = (
                f"{folder} holds neither models_listing.json nor models_listing.jsonl, so there is "
                "no hub in it. Put the Hub's listing answers there, or name another folder."
            )
            raise PtmError(message)
        renames = _read_renames(folder / "renames.json")
        details = folder / "details.jsonl"
        return cls(
            catalogues={
                kind: Catalogue(
                    properties,
                    _read_records(
                        _listing_file(folder, f"{kind}_listing"), exchanges.records[kind]
                    ),
                    exchanges.renames[kind] | renames[kind],
                )
                for kind, properties in _PROPERTIES.items()
            },
            details=DetailsFile(details if details.exists() else None),
            papers=_read_papers(folder / "papers.jsonl"),
            exchanges=exchanges.answers,
            github=GitHubData.from_folder(folder),
        )


def _listing_file(folder: Path, stem: str) -> Path | None:
    found = [path for path in (folder / f"{stem}.json", folder / f"{stem}.jsonl") if path.exists()]
    if len(found) > 1:
        message = (
            f"{folder} holds both {stem}.json and {stem}.jsonl. "
            "Keep the one that the hub should serve."
        )
        raise PtmError(message)
    return found[0] if found else None


def _read_records(path: Path | None, recorded: Mapping[str, dict[str, Any]]) -> Iterator[Record]:
    """The public records of a listing file, and those that exchanges tell of.

    Of a record that both have, the exchanges' values count.

    Raises:
        PtmError: when the file cannot be read, is not JSON, holds something that is no record, or
            holds one name twice.
    """
    shapes: dict[frozenset[str], frozenset[str]] = {}
    seen: set[str] = set()
    for place, payload in _payloads(path) if path else ():
        name = payload.get("id") if isinstance(payload, dict) else None
        if not isinstance(name, str) or not name:
            message = (
                f"{path}, {place}: not a record of the Hub, which is a JSON object with an `id`. "
                "Correct or remove it."
            )
            raise PtmError(message)
        if name in seen:
            message = (
                f"{path}, {place}: {name} stands there twice, and a hub has one repository of a "
                "name. Remove one of the two."
            )
            raise PtmError(message)
        seen.add(name)
        yield from _record(payload | recorded.get(name, {}), shapes)
    for name, payload in recorded.items():
        if name not in seen:
            yield from _record(payload, shapes)


def _record(
    payload: dict[str, Any], shapes: dict[frozenset[str], frozenset[str]]
) -> Iterator[Record]:
    """A payload as a record, unless it is private."""
    if payload.get("private") is True:
        return
    keys = frozenset(payload)
    sha = payload.get("sha")
    yield Record(
        id=payload["id"],
        # copied, since what orjson returns keeps its buffer: five times the memory
        payload=bytes(memoryview(orjson.dumps(payload))),
        keys=shapes.setdefault(keys, keys),
        positions=tuple(_sort_value(payload, key) for key in MISSING),
        sha=sha if isinstance(sha, str) else None,
        is_disabled=payload.get("disabled") is True,
        is_gated=payload.get("gated") in ("auto", "manual"),
    )


def _read_papers(path: Path) -> dict[str, bytes]:
    """The papers of a file, each with the keys that the Hub's body of a paper always has."""
    papers: dict[str, bytes] = {}
    for place, payload in _payloads(path) if path.exists() else ():
        if not isinstance(payload, dict) or not isinstance(payload.get("id"), str):
            message = (
                f"{path}, {place}: not a paper of the Hub, which is a JSON object with an `id`. "
                "Correct or remove it."
            )
            raise PtmError(message)
        linked: dict[str, Any] = {
            f"{prefix}{kind}": empty
            for kind in ("Models", "Datasets", "Spaces")
            for prefix, empty in (
                ("linked", []),
                ("numTotal", len(payload.get(f"linked{kind}", []))),
            )
        }
        always = {"authors": [], "summary": "", "upvotes": 0, **linked}
        papers[payload["id"]] = orjson.dumps(always | payload)
    return papers


def _sort_value(payload: dict[str, Any], key: SortKey) -> SortValue:
    value, missing = payload.get(key), MISSING[key]
    if isinstance(missing, str):
        return value if isinstance(value, str) else missing
    return value if isinstance(value, int | float) else missing


def _payloads(path: Path) -> Iterator[tuple[str, Any]]:
    """The records of a file and where each stands in it."""
    if path.suffix == ".json":
        listing = _read_json(path)
        if not isinstance(listing, list):
            message = (
                f"{path} holds no JSON array. Write the records as one array, or one record a line "
                f"into {path.stem}.jsonl."
            )
            raise PtmError(message)
        for number, payload in enumerate(listing, start=1):
            yield f"record {number}", payload
        return
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield f"line {number}", orjson.loads(line)
    except orjson.JSONDecodeError as error:
        message = f"{path}, line {number}: not JSON ({error}). Write the file again, whole."
        raise PtmError(message) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _read_json(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        message = f"{path} is not JSON ({error}). Write the file again, whole."
        raise PtmError(message) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _read_renames(path: Path) -> dict[str, dict[str, str]]:
    renames = _read_json(path) if path.exists() else {}
    if not isinstance(renames, dict) or not all(
        kind in _PROPERTIES
        and isinstance(names, dict)
        and all(isinstance(new, str) for new in names.values())
        for kind, names in renames.items()
    ):
        message = (
            f"{path} does not say who was renamed. "
            'Write it as {"models": {"old": "new"}, "datasets": {}, "spaces": {}}.'
        )
        raise PtmError(message)
    return {kind: renames.get(kind, {}) for kind in _PROPERTIES}


def _unreadable(path: Path, error: OSError) -> PtmError:
    return PtmError(f"{path} cannot be read ({error.strerror}). Check its permissions.")
