"""Discussions and pull requests of a repository, as the Hub lists and tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from ingestion.loopback.answers import Answer, BadRequestError, error_answer
from ingestion.loopback.pages import is_true, number_of, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingestion.loopback.repository import Repository

DISCUSSIONS_PER_PAGE = 50
"""Discussions that a page lists; the Hub does not let the client choose."""

_TOLD_ALONE = {"changes", "diff", "events", "filesWithConflicts"}
"""Keys of a discussion that its list entry lacks."""

_CHOICES = {
    "type": ("all", "discussion", "pull_request"),
    "status": ("all", "open", "closed"),
}


def answer(
    repository: Repository, number: Sequence[str], parameters: Sequence[tuple[str, str]]
) -> Answer:
    """The discussion of a number, or without one a page of the list.

    Raises:
        BadRequestError: when a parameter has a value that it does not take.
    """
    return _one(repository, number[0], parameters) if number else _page(repository, parameters)


def _page(repository: Repository, parameters: Sequence[tuple[str, str]]) -> Answer:
    """A page of the list, the most recent first."""
    chosen = {key: value_of(parameters, key, "all") for key in _CHOICES}
    for key, value in chosen.items():
        if value not in _CHOICES[key]:
            message = f'"{key}" must be one of [{", ".join(_CHOICES[key])}]'
            raise BadRequestError(message)
    author, search = value_of(parameters, "author"), value_of(parameters, "search").casefold()
    matches = [
        _listed(repository, discussion)
        for discussion in sorted(repository.details.discussions, key=lambda told: -told["num"])
        if chosen["type"] in ("all", _type_of(discussion))
        and chosen["status"] in ("all", _state_of(discussion))
        and author in ("", discussion.get("author", {}).get("name"))
        and search in discussion["title"].casefold()
    ]
    start = number_of(parameters, "p", 0) * DISCUSSIONS_PER_PAGE
    body: dict[str, Any] = {
        "discussions": matches[start : start + DISCUSSIONS_PER_PAGE],
        "count": len(matches),
        "start": start,
    }
    if start == 0:
        body["numClosedDiscussions"] = sum(_state_of(told) == "closed" for told in matches)
    return Answer(200, orjson.dumps(body))


def _one(repository: Repository, number: str, parameters: Sequence[tuple[str, str]]) -> Answer:
    """A discussion with its events; a pull request also with what it changes."""
    everything = repository.details.discussions
    told = next((told for told in everything if str(told["num"]) == number), None)
    if told is None:
        return error_answer(404, "Discussion not found")
    body = _listed(repository, told) | {"events": told.get("events", [])}
    if told["isPullRequest"]:
        body["changes"] = told.get("changes", {"base": "refs/heads/main"})
        body["filesWithConflicts"] = told.get("filesWithConflicts", [])
        if is_true(parameters, "diff"):
            body["diff"] = told.get("diff", "")
    return Answer(200, orjson.dumps(body))


def _listed(repository: Repository, discussion: dict[str, Any]) -> dict[str, Any]:
    """A discussion's entry of the list, with the keys that every entry has."""
    comments = sum(event.get("type") == "comment" for event in discussion.get("events", []))
    always = {
        "repo": {"name": repository.record.id, "type": repository.kind.removesuffix("s")},
        "topReactions": [],
        "numComments": comments,
        "numReactionUsers": 0,
        "pinned": False,
    }
    return always | {key: value for key, value in discussion.items() if key not in _TOLD_ALONE}


def _type_of(discussion: dict[str, Any]) -> str:
    return "pull_request" if discussion["isPullRequest"] else "discussion"


def _state_of(discussion: dict[str, Any]) -> str:
    return "open" if discussion["status"] in {"open", "draft"} else "closed"
