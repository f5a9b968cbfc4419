"""Papers that fictional PTMs cite, as the hub tells of them."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from ingestion.sample.people import PEOPLE, profile
from ingestion.sample.vocabulary import FAMILIES

if TYPE_CHECKING:
    from ingestion.sample.hub import Record

LINKED_AT_MOST = 10
"""The models that the Hub names with a paper; it counts them all."""


class Citations:
    """Which models of one day cite which paper of a family, counted while they are written."""

    def __init__(self) -> None:
        self._papers = {family.paper for family in FAMILIES.choices}
        self._counts: Counter[str] = Counter()
        self._linked: dict[str, list[tuple[int, str, Record]]] = defaultdict(list)

    def see(self, record: Record) -> None:
        """Counts a model."""
        for tag in record["tags"]:
            paper = tag.removeprefix("arxiv:")
            if paper == tag or paper not in self._papers:
                continue
            self._counts[paper] += 1
            linked = self._linked[paper]
            keep = heapq.heappush if len(linked) < LINKED_AT_MOST else heapq.heappushpop
            keep(linked, (record["downloads"], record["id"], record))

    def papers(self) -> list[dict[str, Any]]:
        """The papers that are cited, in the shape of the Hub's body of one."""
        return [
            _paper(family.paper, family.name, self._counts[family.paper], linked)
            for family in FAMILIES.choices
            if (
                linked := sorted(
                    self._linked[family.paper], reverse=True, key=lambda kept: kept[:2]
                )
            )
        ]


def _paper(
    identity: str, family: str, count: int, linked: list[tuple[int, str, Record]]
) -> dict[str, Any]:
    digest = hashlib.sha1(identity.encode(), usedforsecurity=False).hexdigest()
    month = 1 + int(digest, 16) % 12
    return {
        "id": identity,
        "title": f"{family.title()}: a made-up family",
        "summary": f"We made {family} up. <b>It</b> is {{{{ 7*7 }}}} times as fictional.",
        "publishedAt": f"20{identity[:2]}-{month:02}-03T00:00:00.000Z",
        "upvotes": int(digest[:2], 16),
        "discussionId": digest[:24],
        "authors": [
            {"_id": f"{digest[:23]}{number}", "name": name.title(), "hidden": False}
            | ({"user": _user(name)} if number == 0 else {})
            for number, name in enumerate(PEOPLE[int(digest[0], 16) % 8 :][:4])
        ],
        "linkedModels": [_linked(record) for _, _, record in linked],
        "numTotalModels": count,
        "linkedDatasets": [],
        "numTotalDatasets": 0,
        "linkedSpaces": [],
        "numTotalSpaces": 0,
    }


def _user(name: str) -> dict[str, Any]:
    keys = ("_id", "avatarUrl", "fullname", "isPro", "name", "type")
    return {key: profile(name)[key] for key in keys}


def _linked(record: Record) -> dict[str, Any]:
    linked = {
        "author": record["id"].partition("/")[0],
        "availableInferenceProviders": [],
        "downloads": record["downloads"],
        "gated": record["gated"],
        "id": record["id"],
        "isLikedByUser": False,
        "lastModified": record["lastModified"],
        "likes": record["likes"],
        "private": False,
        "repoType": "model",
    }
    if "pipeline_tag" in record:
        linked["pipeline_tag"] = record["pipeline_tag"]
    return linked
