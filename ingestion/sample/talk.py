"""Discussions and pull requests of a fictional repository, with every kind of event."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from ingestion.sample.chance import pick
from ingestion.sample.people import CONVERT_BOT, person, profile

if TYPE_CHECKING:
    import random

HOSTILE_COMMENT = (
    "{{ 7*7 }} {% raw %} <img src=x onerror=alert(1)> '; drop table discussions; -- ../../etc"
)
_TITLES = (
    "Which license is this under?", "How many parameters does it have?", "It does not load",
    "Thank you!", "Training data?", "Commercial use", "Wrong tokenizer?", "GGUF version",
)  # fmt: skip
_COMMENTS = (
    "I get an error when I load it.", "Works for me.", "May I use it in a product?",
    "See the card.", "Fixed, thank you.", "The weights changed since last week, why?",
)  # fmt: skip
_REQUESTS = ("Add safetensors weights", "Update README.md", "Add license to the card")


def discussions_of(
    count: int, owner: str | None, dates: list[str], rng: random.Random, *, is_hostile: bool
) -> list[dict[str, Any]]:
    """Discussions, numbered from 1.

    Args:
        count: how many.
        owner: of the repository.
        dates: moments after the repository was made, in order; at least one.
        rng: the generator of this repository.
        is_hostile: whether somebody writes text that means harm.
    """
    return [
        _discussion(number, owner, dates, rng, is_hostile=is_hostile and number == 1)
        for number in range(1, count + 1)
    ]


def _discussion(
    number: int, owner: str | None, dates: list[str], rng: random.Random, *, is_hostile: bool
) -> dict[str, Any]:
    is_request = rng.random() < 0.4
    start = int(rng.random() * len(dates))
    later = iter([*dates[start:], *[dates[-1]] * 9])
    opener = CONVERT_BOT if is_request and rng.random() < 0.5 else person(rng, None)
    title = pick(rng, _REQUESTS if is_request else _TITLES)
    talk: dict[str, Any] = {"num": number, "title": title, "isPullRequest": is_request}
    talk |= {"status": "open", "createdAt": next(later), **_author(opener)}
    said = HOSTILE_COMMENT if is_hostile else pick(rng, _COMMENTS)
    events = [_event(opener, talk["createdAt"], "comment", _comment(said, talk["createdAt"]), rng)]
    if is_request:
        oid = f"{rng.getrandbits(160):040x}"
        talk["changes"] = {"base": "refs/heads/main"}
        commit = {"subject": title, "oid": oid}
        events.append(_event(opener, next(later), "commit", commit, rng))
    for _ in range(int(rng.random() ** 2 * 5)):
        who, when = person(rng, owner), next(later)
        events.append(_event(who, when, "comment", _comment(pick(rng, _COMMENTS), when), rng))
    if rng.random() < 0.15:
        change = {"from": title, "to": f"[solved] {title}"}
        talk["title"] = change["to"]
        events.append(_event(owner, next(later), "title-change", change, rng))
    if rng.random() < 0.08:
        talk["pinned"] = True
        events.append(_event(owner, next(later), "pinning-change", {"pinned": True}, rng))
    if rng.random() < 0.6:
        talk["status"] = "merged" if is_request and rng.random() < 0.6 else "closed"
        change = {"status": talk["status"]}
        events.append(_event(owner, next(later), "status-change", change, rng))
        if talk["status"] == "merged":
            talk["changes"]["mergeCommitId"] = f"{rng.getrandbits(160):040x}"
    return talk | {"events": events}


def pull_request_refs(discussions: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The refs that the pull requests stand at."""
    return [
        {
            "name": str(talk["num"]),
            "ref": f"refs/pr/{talk['num']}",
            "targetCommit": event["data"]["oid"],
        }
        for talk in discussions
        for event in talk["events"]
        if event["type"] == "commit"
    ]


def _event(
    who: str | None, when: str, kind: str, data: dict[str, Any], rng: random.Random
) -> dict[str, Any]:
    identity = f"{rng.getrandbits(96):024x}"
    return {"id": identity, "type": kind, "createdAt": when, **_author(who), "data": data}


def _comment(text: str, when: str) -> dict[str, Any]:
    return {
        "edited": False,
        "hidden": False,
        "latest": {"raw": text, "html": f"<p>{escape(text)}</p>", "updatedAt": when},
        "numEdits": 0,
        "reactions": [],
        "history": [],
    }


def _author(name: str | None) -> dict[str, Any]:
    """The author as a key, missing where the account is deleted."""
    return {"author": profile(name)} if name else {}
