"""Listings: what is asked of a hub, and how a listing that was cut goes on."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, get_args

import orjson
import pyarrow as pa
from huggingface_hub.hf_api import (
    ExpandDatasetProperty_T,
    ExpandModelProperty_T,
    ExpandSpaceProperty_T,
)

from ingestion import config, records
from ingestion.errors import PtmError
from ingestion.http import Answer, HubClient, HubError
from ingestion.landing import Landing, raw_database
from ingestion.raw import FETCHES, LISTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ingestion.config import DataFolder
    from ingestion.landing import Rows

# By cost: these are columns of the hub's own tables; `siblings`, `spaces` and `evalResults` cost it
# look-ups per model and are left to the loads of single models. A Space's `runtime` changes each
# time it falls asleep, so that each listing would be a version of it.
EXPAND = {
    "models": (
        "author", "baseModels", "cardData", "config", "createdAt", "disabled", "downloads",
        "downloadsAllTime", "gated", "gguf", "lastModified", "library_name", "likes",
        "pipeline_tag", "private", "safetensors", "sha", "tags", "trendingScore", "usedStorage",
    ),
    "datasets": (
        "author", "cardData", "citation", "createdAt", "description", "disabled", "downloads",
        "downloadsAllTime", "gated", "lastModified", "likes", "paperswithcode_id", "private",
        "sha", "tags", "trendingScore",
    ),
    "spaces": (
        "author", "cardData", "createdAt", "datasets", "disabled", "lastModified", "likes",
        "models", "private", "sdk", "sha", "subdomain", "tags", "trendingScore", "usedStorage",
    ),
}  # fmt: skip
"""The keys that a listing asks for unless told otherwise, by entity."""

_EXPANDABLE = {
    "models": get_args(ExpandModelProperty_T),
    "datasets": get_args(ExpandDatasetProperty_T),
    "spaces": get_args(ExpandSpaceProperty_T),
}

SOURCE_NAME = "hub"
PAGE_RECORDS = 1000
PAGES_A_PART = 25
# a listing older than this is not continued: its two halves would be different days
RESUME_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Request:
    """What one listing asks for.

    Attributes:
        entity: `models`, `datasets` or `spaces`.
        limit: at most so many records, null for all.
        since: only records modified at or after this time (UTC).
        owner: only records of this owner.
        expand: the keys that are asked for, see `chosen_keys`; empty for those of `EXPAND`.
    """

    entity: str
    limit: int | None = None
    since: datetime | None = None
    owner: str | None = None
    expand: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of `expand`."""
        return self.expand or EXPAND[self.entity]

    @property
    def is_full(self) -> bool:
        """Whether the answer is the whole hub, so that what is absent was removed."""
        return self.limit is None and self.since is None and self.owner is None

    @property
    def scope(self) -> str:
        """The request as text, by which an unfinished listing of the same request is found."""
        parts = {
            "limit": self.limit,
            "since": self.since.isoformat() if self.since else None,
            "owner": self.owner,
        }
        said = [f"{name}={value}" for name, value in parts.items() if value is not None]
        return "&".join(said) or "all"

    @property
    def shape(self) -> str:
        """The keys that were asked for."""
        return records.shape_of({"_id", "id", *self.keys})

    def params(self) -> list[tuple[str, str]]:
        """The query of the first page."""
        params = [("limit", str(min(self.limit or PAGE_RECORDS, PAGE_RECORDS)))]
        if self.since:
            params += [("sort", "lastModified"), ("direction", "-1")]
        if self.owner:
            params.append(("author", self.owner))
        return params + [("expand", name) for name in self.keys]


def chosen_keys(entity: str, names: list[str]) -> tuple[str, ...]:
    """The keys that a user chose for a listing.

    Args:
        entity: `models`, `datasets` or `spaces`.
        names: keys of the hub; `default` stands for those of `EXPAND`.

    Raises:
        PtmError: when the hub has no such key.
    """
    unknown = [name for name in names if name not in {"default", *_EXPANDABLE[entity]}]
    if unknown:
        message = (
            f"--expand does not know {', '.join(map(repr, unknown))} for {entity}. It takes a "
            f"comma-separated list of: default, {', '.join(_EXPANDABLE[entity])}."
        )
        raise PtmError(message)
    keys = [key for name in names for key in (EXPAND[entity] if name == "default" else (name,))]
    return tuple(dict.fromkeys(keys))


@dataclass(frozen=True)
class Listing:
    """The state of one listing run: a row of `listings`."""

    listing_id: str
    source_name: str
    endpoint: str
    entity: str
    scope: str
    shape: str
    is_full: bool
    observed_at: datetime
    started_at: datetime
    completed_at: datetime | None = None
    record_count: int = 0
    part_count: int = 0
    next_cursor: str | None = None
    fingerprint: str | None = None

    @property
    def is_fetched(self) -> bool:
        """Whether all parts are landed; not completed even so, if the answer was refused."""
        return self.part_count > 0 and self.next_cursor is None

    def as_rows(self) -> Rows:
        """The row, as dlt takes it."""
        return LISTINGS, pa.Table.from_pylist([vars(self)], schema=LISTINGS.columns)


def listing_id(source_name: str, entity: str, scope: str, observed_at: datetime) -> str:
    """The id of an observation of a source: the same observation, loaded twice, is one."""
    text = "|".join((source_name, entity, scope, observed_at.isoformat()))
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def stored(folder: DataFolder, condition: str, parameters: list[Any]) -> list[Listing]:
    """Listings of the raw database that fulfil a condition, the newest first."""
    with raw_database(folder) as raw:
        cursor = raw.execute(
            f"select {', '.join(LISTINGS.columns.names)} from {LISTINGS.qualified_name} "
            f"where {condition} order by observed_at desc, started_at desc",
            parameters,
        )
        return [Listing(**dict(zip(LISTINGS.columns.names, row, strict=True)))
                for row in cursor.fetchall()]  # fmt: skip


def load(
    folder: DataFolder,
    hub: HubClient,
    request: Request,
    *,
    observed_at: datetime | None,
    allow_shrink: bool,
    progress: Callable[[int, str], None],
) -> Listing:
    """Lists a hub into the raw database; a run that was cut goes on where it was cut.

    Args:
        folder: the data folder, initialised.
        hub: the hub.
        request: what is asked for.
        observed_at: the time of the observation, UTC; null for now, or for the time of the
            unfinished listing that is continued.
        allow_shrink: accept a full listing that is much shorter than the one before.
        progress: called with the records landed so far and a word on what is going on.

    Returns:
        The listing, completed.

    Raises:
        HubError: when the hub fails for good; what was fetched before is landed.
        PtmError: when the database is locked, or a full listing shrank.
    """
    listing = _begin_or_continue(folder, hub, request, observed_at, allow_shrink=allow_shrink)
    if listing.completed_at is not None:
        progress(listing.record_count, "already loaded")
        return listing
    landing = Landing(folder, "huggingface")
    pages = _Pages(hub, request, listing)
    shutil.rmtree(folder.spool, ignore_errors=True)
    folder.spool.mkdir(parents=True)
    landing.record([listing.as_rows()])
    failure: HubError | None = None
    while listing.completed_at is None and failure is None:
        files: list[Path] = []
        fetches: list[dict[str, Any]] = []
        try:
            for answer in pages.take(PAGES_A_PART):
                files.append(folder.spool / f"{len(files):05d}.json")
                files[-1].write_bytes(answer.content)
                fetches.append(_fetch_record(pages.item, request.entity, answer))
                progress(pages.record_count, "fetching")
        except HubError as error:
            failure = error
            fetches.append(_fetch_record(pages.item, request.entity, error))
        if files:
            part = listing.part_count + 1
            landing.land(_part_rows(files, listing, part))
            listing = replace(
                listing,
                part_count=part,
                record_count=pages.record_count,
                next_cursor=pages.next_cursor,
            )
        shrunk = shrinkage(folder, listing) if pages.finished and not allow_shrink else None
        if pages.finished and not shrunk:
            listing = replace(listing, completed_at=config.now())
        # after the part's package: only what is whole in the database is said to be there
        landing.record([listing.as_rows(), _fetch_rows(fetches)])
        progress(listing.record_count, "landed")
        for file in files:
            file.unlink()
        if shrunk:
            raise PtmError(shrunk)
    shutil.rmtree(folder.spool, ignore_errors=True)
    if failure is not None:
        raise failure
    return listing


def shrinkage(folder: DataFolder, listing: Listing) -> str | None:
    """Why a full listing is refused: it lost too much of what the one before had.

    A hub that answers with half of its models is more likely ill than halved, and a completed full
    listing removes from the marts whatever it does not name.
    """
    if not listing.is_full:
        return None
    earlier = stored(
        folder,
        "entity = ? and is_full and completed_at is not null and observed_at < ?",
        [listing.entity, listing.observed_at],
    )
    if not earlier or listing.record_count >= earlier[0].record_count * (1 - config.SHRINK_SHARE):
        return None
    return (
        f"The full listing has {listing.record_count:,} {listing.entity}, the one of "
        f"{earlier[0].observed_at:%Y-%m-%d} had {earlier[0].record_count:,}: more than "
        f"{config.SHRINK_SHARE:.0%} are gone, so it was not accepted as complete and "
        "removes nothing. If the hub really shrank, run the same command with --allow-shrink."
    )


def _begin_or_continue(
    folder: DataFolder,
    hub: HubClient,
    request: Request,
    observed_at: datetime | None,
    *,
    allow_shrink: bool,
) -> Listing:
    begun = config.now()
    recent = stored(
        folder,
        "source_name = ? and entity = ? and scope = ? and shape = ? and started_at >= ?",
        [SOURCE_NAME, request.entity, request.scope, request.shape, begun - RESUME_WITHIN],
    )
    # one that was refused is asked for anew, unless it is accepted now: an ill hub recovers
    if (
        observed_at is None
        and recent
        and recent[0].completed_at is None
        and (allow_shrink or not recent[0].is_fetched)
    ):
        return recent[0]
    moment = observed_at or begun
    identifier = listing_id(SOURCE_NAME, request.entity, request.scope, moment)
    same = stored(folder, "listing_id = ? and shape = ?", [identifier, request.shape])
    if same:
        return same[0]
    return Listing(
        listing_id=identifier,
        source_name=SOURCE_NAME,
        endpoint=hub.endpoint,
        entity=request.entity,
        scope=request.scope,
        shape=request.shape,
        is_full=request.is_full,
        observed_at=moment,
        started_at=begun,
    )


class _Pages:
    """Pages of a listing, from its first or from where it was cut."""

    def __init__(self, hub: HubClient, request: Request, listing: Listing) -> None:
        self._hub = hub
        self._request = request
        self._listing = listing
        self.record_count = listing.record_count
        self.next_cursor = listing.next_cursor
        self.finished = listing.is_fetched
        # the page that is asked for, in fetch records: by its place, so that a page that failed is
        # the same when the listing goes on
        self.item = ""
        self._answered = 0

    def take(self, count: int) -> Iterator[Answer]:
        """Up to `count` further pages, cut to what the request wants."""
        for _ in range(count):
            if self.finished:
                return
            self.item = f"{self._listing.listing_id}/{self.record_count}"
            answer = self._ask()
            wanted, more = self._wanted(answer.json())
            if len(wanted) != self._answered:
                answer = replace(answer, content=orjson.dumps(wanted))
            self.record_count += len(wanted)
            self.next_cursor = answer.next_cursor
            self.finished = not more or answer.next_cursor is None
            yield answer

    def _ask(self) -> Answer:
        if self.next_cursor:
            return self._hub.get(self.next_cursor)
        return self._hub.get(f"/api/{self._request.entity}", self._request.params())

    def _wanted(self, page: Any) -> tuple[list[dict[str, Any]], bool]:
        """The records of a page that the request wants, and whether later pages may have more."""
        if not isinstance(page, list) or not all(_is_record(entry) for entry in page):
            message = (
                f"{self._hub.endpoint} answered with no list of {self._request.entity}. "
                "Check HF_ENDPOINT: it must be the address of a hub."
            )
            raise HubError(message, http_status=200, attempts=1)
        self._answered = len(page)
        more = True
        if self._request.since:
            since = self._request.since.isoformat()
            # a record without a time is kept: unknown is not older
            kept = [entry for entry in page if (entry.get("lastModified") or since) >= since]
            more = len(kept) == len(page)
            page = kept
        if self._request.limit is not None:
            left = self._request.limit - self.record_count
            more = more and left > len(page)
            page = page[:left]
        return page, more


def _is_record(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("id"), str)


def _part_rows(files: list[Path], listing: Listing, part: int) -> Iterator[Rows]:
    return records.rows_of(
        records.batches(files, listing.shape, layout="array"),
        entity=listing.entity,
        listing_id=listing.listing_id,
        part=part,
        shape=listing.shape,
        observed_at=listing.observed_at,
    )


def _fetch_record(item: str, entity: str, outcome: Answer | HubError) -> dict[str, Any]:
    failed = isinstance(outcome, HubError)
    return {
        "item": item,
        "endpoint": "listing",
        "entity": entity,
        # a page that is refused for whatever reason is missing
        "status": ("rate_limited" if outcome.status == "rate_limited" else "failed")
        if isinstance(outcome, HubError)
        else "ok",
        "http_status": outcome.http_status if isinstance(outcome, HubError) else outcome.status,
        "attempts": outcome.attempts,
        "fetched_at": config.now(),
        "error": str(outcome) if failed else None,
    }


def _fetch_rows(fetches: list[dict[str, Any]]) -> Rows:
    return FETCHES, pa.Table.from_pylist(fetches, schema=FETCHES.columns)
