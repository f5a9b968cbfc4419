"""GitHub's answers as rows: the same things by GraphQL and by REST, whole, without e-mails.

Both APIs number things alike (`databaseId` is REST's `id`), so that what either says of a thing
replaces what the other said. The payload stays as it was answered; `shape` says by which API.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from ingestion import config, records
from ingestion.raw import (
    GITHUB_COMMENTS,
    GITHUB_COMMITS,
    GITHUB_ISSUES,
    GITHUB_PULL_REQUESTS,
    GITHUB_REPOSITORIES,
    GITHUB_REVIEWS,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingestion.raw import RawTable

Body = dict[str, Any]
Row = dict[str, Any]

MOST_README_CHARACTERS = 20_000
"""Of a README more is not kept; `isTruncated` of the payload then is true."""

_ADDRESS = re.compile(r"(?<![\w.+-])(?!git@)[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_REPOSITORY = re.compile(r"/repos/(?P<name>[^/]+/[^/]+)(?:/|$)")
_NUMBER = re.compile(r"/(?:issues|pulls)/(?P<number>\d+)(?:/|$|#)")


def repository_row(body: Body) -> Row:
    """A repository, as the GraphQL query or `GET /repos/{owner}/{name}` tells it."""
    readme = body.get("readme")
    if isinstance(readme, dict) and len(readme.get("text") or "") > MOST_README_CHARACTERS:
        cut = {"text": readme["text"][:MOST_README_CHARACTERS], "isTruncated": True}
        body = body | {"readme": readme | cut}
    is_graphql = "nameWithOwner" in body
    return {
        "native_id": str(body["databaseId"] if is_graphql else body["id"]),
        "full_name": body["nameWithOwner"] if is_graphql else _full_name(body),
        "shape": "graphql" if is_graphql else "rest",
        "observed_at": config.now(),
        "payload": payload_of(body),
    }


def issue_row(body: Body, repository: Row | None = None) -> Row:
    """An issue of `GET /repos/{owner}/{name}/issues`.

    Args:
        body: the issue.
        repository: of which it is; without it, the one that the body names.
    """
    return _row(body, repository) | {
        "number": body["number"],
        "updated_at": moment(body.get("updated_at")),
    }


def pull_request_row(body: Body, repository: Row | None = None) -> Row:
    """A pull request, as the GraphQL query or `GET /repos/{owner}/{name}/pulls` tells it."""
    return _row(body, repository) | {
        "number": body["number"],
        "updated_at": moment(body.get("updatedAt") or body.get("updated_at")),
    }


def comment_row(body: Body, repository: Row | None = None) -> Row:
    """A comment on an issue, on a pull request, or on a line that a pull request changes.

    The two kinds of comments are numbered apart, so the second kind's numbers have a letter.
    """
    row = _row(body, repository)
    if "pull_request_url" in body or "/pulls/comments/" in body.get("url", ""):
        row["native_id"] = f"r{row['native_id']}"
    return row | {
        "number": _number(body, "issue_url", "pull_request_url", "html_url"),
        "updated_at": moment(body.get("updated_at")),
    }


def review_row(body: Body, repository: Row | None = None, number: int | None = None) -> Row:
    """A review, within a pull request of the GraphQL query or of `GET …/pulls/{number}/reviews`."""
    return _row(body, repository) | {
        "number": number or _number(body, "pull_request_url"),
        "submitted_at": moment(body.get("submittedAt") or body.get("submitted_at")),
    }


def commit_row(body: Body, repository: Row | None = None) -> Row:
    """A commit of `GET /repos/{owner}/{name}/commits`."""
    committer = (body.get("commit") or {}).get("committer") or {}
    return _row(body, repository, native_id=body["sha"]) | {
        "committed_at": moment(committer.get("date"))
    }


def rows_of_pull_request(body: Body, repository: Row) -> list[tuple[RawTable, Row]]:
    """A pull request of the GraphQL query, and the reviews that stand in it."""
    reviews = (body.get("reviews") or {}).get("nodes") or []
    return [
        (GITHUB_PULL_REQUESTS, pull_request_row(body, repository)),
        *(
            (GITHUB_REVIEWS, review_row(review, repository, body["number"]))
            for review in reviews
            if review
        ),
    ]


def payload_of(body: Any) -> str:
    """An answer as it is stored: compact JSON without keys that name an e-mail, or addresses."""
    payload = records.cleaned(orjson.dumps(body).decode())
    return _ADDRESS.sub("[e-mail]", payload) if "@" in payload else payload


def moment(text: Any) -> datetime | None:
    """A time of an answer, UTC without zone; null for what is none."""
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def _row(body: Body, repository: Row | None, native_id: str | None = None) -> Row:
    number = body.get("fullDatabaseId") or body.get("databaseId") or body.get("id")
    return {
        "native_id": native_id or str(number),
        "repository_native_id": repository["native_id"] if repository else None,
        "repository_name": repository["full_name"] if repository else _repository_name(body),
        "shape": "graphql" if "fullDatabaseId" in body else "rest",
        "observed_at": config.now(),
        "payload": payload_of(body),
    }


def _full_name(body: Body) -> str:
    """The name of a repository by REST, which had no `full_name` in its first years."""
    return str(body.get("full_name") or f"{body['owner']['login']}/{body['name']}")


def _repository_name(body: Body) -> str:
    """The repository that a body of the REST API names in its addresses."""
    for key in ("repository_url", "url", "issue_url", "pull_request_url"):
        match = _REPOSITORY.search(body.get(key) or "")
        if match:
            return match["name"]
    message = "the body names no repository"
    raise ValueError(message)


def _number(body: Body, *keys: str) -> int | None:
    """The issue or pull request that a body names in its addresses."""
    for key in keys:
        match = _NUMBER.search((body.get(key) or "").replace("/pull/", "/pulls/"))
        if match:
            return int(match["number"])
    return None


ROW_OF: dict[str, Callable[[Body], Row]] = {
    GITHUB_REPOSITORIES.name: repository_row,
    GITHUB_ISSUES.name: issue_row,
    GITHUB_PULL_REQUESTS.name: pull_request_row,
    GITHUB_COMMENTS.name: comment_row,
    GITHUB_REVIEWS.name: review_row,
    GITHUB_COMMITS.name: commit_row,
}
"""Raw table → what makes a row of a body of the REST API."""
