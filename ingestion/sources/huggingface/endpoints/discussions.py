"""Discussions and pull requests, and what happened in each."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from ingestion.raw import DISCUSSION_EVENTS, DISCUSSIONS
from ingestion.sources.huggingface.endpoints.history import unexpected
from ingestion.sources.huggingface.endpoints.parts import take_parts
from ingestion.sources.huggingface.work import Taken, payload_of, rows_of, text_of, whole_number

if TYPE_CHECKING:
    from ingestion.http import HubClient
    from ingestion.sources.huggingface.stored import Known
    from ingestion.sources.huggingface.work import Fetch, Repository


def take_discussions(
    hub: HubClient, repository: Repository, before: Fetch | None, known: Known
) -> Taken:
    """The list of discussions, whole; the first page says by its ETag whether anything is new."""
    del known
    taken = Taken()
    rows: dict[int, dict[str, Any]] = {}
    page = 0
    has_more = True
    while has_more:
        answer = hub.get(
            f"{repository.path}/discussions?p={page}",
            etag=before.etag if before and page == 0 else None,
        )
        taken.count(answer)
        if page == 0:
            taken.etag = answer.etag
            if not answer.content:
                taken.is_unchanged = True
                return taken
        body = answer.json()
        if not isinstance(body, dict) or not isinstance(body.get("discussions"), list):
            raise unexpected(hub, "discussions", repository)
        for entry in body["discussions"]:
            number = whole_number(entry.get("num")) if isinstance(entry, dict) else None
            if number is not None:
                rows[number] = {
                    "entity": repository.entity,
                    "id": repository.id,
                    "number": number,
                    "payload": payload_of(entry),
                }
        seen = (whole_number(body.get("start")) or 0) + len(body["discussions"])
        has_more = bool(body["discussions"]) and seen < (whole_number(body.get("count")) or 0)
        page += 1
    taken.rows.append(rows_of(DISCUSSIONS, rows.values()))
    return taken


def take_discussion(
    hub: HubClient, repository: Repository, before: Fetch | None, known: Known
) -> Taken:
    """The events of each discussion whose entry in the list changed."""
    del before
    entries = known.discussions(repository)
    states = {number: f"#{number} {state_of(payload)}" for number, payload in entries.items()}

    def take(number: int) -> Taken:
        answer = hub.get(f"{repository.path}/discussions/{number}")
        body = answer.json()
        if not isinstance(body, dict) or not isinstance(body.get("events"), list):
            raise unexpected(hub, f"events of discussion {number}", repository)
        taken = Taken(revision=state_of(entries[number]), etag=answer.etag)
        taken.count(answer)
        events = [entry for entry in body["events"] if isinstance(entry, dict)]
        taken.rows.append(
            rows_of(
                DISCUSSION_EVENTS,
                (
                    {
                        "entity": repository.entity,
                        "id": repository.id,
                        "number": number,
                        "event_id": text_of(event.get("id")) or str(position),
                        "position": position,
                        "payload": payload_of(event),
                    }
                    for position, event in enumerate(events)
                ),
            )
        )
        return taken

    return take_parts(repository, "discussion", states, known, take)


def state_of(payload: str) -> str:
    """What tells that a discussion changed: the hash of its entry in the list."""
    return hashlib.md5(payload.encode(), usedforsecurity=False).hexdigest()
