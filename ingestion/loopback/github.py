"""What the loopback GitHub knows and answers: GraphQL, and the REST calls that list things.

A folder's `github.jsonl` holds a repository a line: `repository` in the shape of a GraphQL answer,
with `objects` by expression; perhaps `formerNames`; `state`: `public`, or `private`, `deleted`,
`blocked`, which GraphQL does not tell apart; `issues`, `comments`, `reviewComments` and `commits`
as REST lists them; `code`: the files that code search looks through, each `path`, `sha`, `content`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, quote, unquote

import orjson

from ingestion.errors import PtmError
from ingestion.loopback.answers import Answer
from ingestion.loopback.graphql import Query, QueryError

if TYPE_CHECKING:
    from pathlib import Path

FILE = "github.jsonl"

_TARGET = re.compile(r"/(?:repos/(?P<name>[^/]+/[^/]+)|repositories/(?P<id>\d+))(?P<list>/.*)?")
_LISTS = {
    "/issues": ("issues", "updated_at"),
    "/issues/comments": ("comments", "updated_at"),
    "/pulls/comments": ("reviewComments", "updated_at"),
    "/commits": ("commits", ""),
}
MOST_SHOWN = 1000
"""Files that code search shows of an answer."""

_SEARCHED_BYTES = 384 * 1024
_ENDINGS = {"python": (".py",), "jupyter notebook": (".ipynb",)}
_TERM = re.compile(r'(?:(?P<qualifier>\w+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>\S+))')
_PREFIXES = ("/graphql", "/repos/", "/repositories/", "/search/")
_DOCUMENTATION = "https://docs.github.com/rest"


@dataclass
class GitHubData:
    """The repositories that a loopback GitHub knows.

    Attributes:
        repositories: name in lower case → the line of the file.
        by_id: number → the same.
        former_names: former name in lower case → the same.
    """

    repositories: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)
    former_names: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def from_folder(cls, folder: Path) -> GitHubData:
        """Reads `github.jsonl` of a folder; without one GitHub knows no repository.

        Raises:
            PtmError: when a line is no repository.
        """
        data = cls()
        path = folder / FILE
        if not path.exists():
            return data
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    data.add(_entry(line, f"{path}, line {number}"))
        return data

    def add(self, entry: dict[str, Any]) -> None:
        """Takes a repository."""
        repository = entry["repository"]
        self.repositories[repository["nameWithOwner"].lower()] = entry
        self.by_id[str(repository["databaseId"])] = entry
        for name in entry.get("formerNames", ()):
            self.former_names[name.lower()] = entry

    def public(self, name: str) -> dict[str, Any] | None:
        """The repository that has or had a name and that anybody may see."""
        entry = self.repositories.get(name.lower()) or self.former_names.get(name.lower())
        return entry if entry and entry.get("state", "public") == "public" else None


def is_github(target: str) -> bool:
    """Whether a request is one to GitHub's API and not to the Hub's."""
    return target.startswith(_PREFIXES)


class GitHubApi:
    """The part of GitHub's API that `ptm load github` asks.

    Args:
        data: what GitHub knows.
        url: its own address, which links and redirects start with.
    """

    def __init__(self, data: GitHubData, url: str) -> None:
        self._data = data
        self._url = url

    def answer(self, method: str, target: str, content: bytes) -> Answer:
        """Answers a request.

        Args:
            method: `GET`, `HEAD`, or `POST` to `/graphql`.
            target: path and query.
            content: the body of the request.
        """
        path, _, query = target.partition("?")
        if path == "/graphql":
            return self._graphql(content) if method == "POST" else _message(404, "Not Found")
        if path == "/search/code":
            return self._search(parse_qs(query))
        match = _TARGET.fullmatch(path)
        if method not in {"GET", "HEAD"} or match is None:
            return _message(404, "Not Found")
        name = unquote(match["name"] or "").lower()
        moved = self._data.former_names.get(name)
        entry = self._data.by_id.get(match["id"] or "") or self._data.repositories.get(name)
        if entry is None and moved is not None:
            return self._redirect(moved, match["list"] or "", query)
        return self._rest(entry, match["list"], dict(parse_qsl(query)))

    def _rest(
        self, entry: dict[str, Any] | None, rest: str | None, parameters: dict[str, str]
    ) -> Answer:
        if entry is None or entry.get("state") in {"deleted", "private"}:
            return _message(404, "Not Found")
        if entry.get("state") == "blocked":
            return _message(451, "Repository access blocked", block={"reason": "dmca"})
        if not rest:
            return Answer(200, orjson.dumps(rest_body(entry["repository"], self._url)))
        return self._list(entry, rest, parameters)

    def _graphql(self, content: bytes) -> Answer:
        try:
            asked = orjson.loads(content)
        except orjson.JSONDecodeError:
            asked = None
        if not isinstance(asked, dict) or not isinstance(asked.get("query"), str):
            return _message(400, "Problems parsing JSON")
        try:
            query = Query.parse(asked["query"], asked.get("variables") or {})
        except QueryError as error:
            return Answer(200, orjson.dumps({"errors": [{"message": str(error)}]}))
        names: list[str] = []

        def lookup(name: str, arguments: dict[str, Any]) -> Any:
            if name == "rateLimit":
                return {
                    "cost": query.cost,
                    "limit": 5000,
                    "nodeCount": query.node_count,
                    "remaining": 4999,
                    "resetAt": "2038-01-19T03:14:07Z",
                    "used": 1,
                }
            if name != "repository":
                return None
            full_name = f"{arguments.get('owner')}/{arguments.get('name')}"
            entry = self._data.public(full_name)
            if entry is None:
                names.append(full_name)
            return entry["repository"] if entry else None

        data, missing = query.answer(lookup)
        body: dict[str, Any] = {"data": data}
        if missing:
            body["errors"] = [
                {
                    "type": "NOT_FOUND",
                    "path": [alias],
                    "message": f"Could not resolve to a Repository with the name '{name}'.",
                }
                for alias, name in zip(missing, names, strict=True)
            ]
        return Answer(200, orjson.dumps(body))

    def _search(self, parameters: dict[str, list[str]]) -> Answer:
        """Files that hold all words of a question, a page of them."""
        words, qualifiers = _words(parameters.get("q", [""])[0])
        if not words:
            return _message(422, "Validation Failed")
        page, size = (
            int(parameters.get(key, [default])[0])
            for key, default in (("page", "1"), ("per_page", "30"))
        )
        if page * size > MOST_SHOWN:
            return _message(422, f"Only the first {MOST_SHOWN} search results are available")
        found = [
            (entry["repository"], file)
            for entry in self._data.repositories.values()
            if entry.get("state", "public") == "public"
            for file in entry.get("code", ())
            if _is_found(file, words, qualifiers)
        ]
        body = {
            "total_count": len(found),
            "incomplete_results": False,
            "items": [
                self._item(repository, file)
                for repository, file in found[(page - 1) * size : page * size]
            ],
        }
        return Answer(200, orjson.dumps(body))

    def _item(self, repository: dict[str, Any], file: dict[str, Any]) -> dict[str, Any]:
        name, path = repository["nameWithOwner"], quote(file["path"])
        commit = ((repository.get("defaultBranchRef") or {}).get("target") or {}).get("oid", "")
        return {
            "name": file["path"].rpartition("/")[2],
            "path": file["path"],
            "sha": file["sha"],
            "url": f"{self._url}/repositories/{repository['databaseId']}/contents/{path}"
            f"?ref={commit}",
            "git_url": f"{self._url}/repositories/{repository['databaseId']}/git/blobs/"
            f"{file['sha']}",
            "html_url": f"https://github.com/{name}/blob/{commit}/{path}",
            "repository": rest_body(repository, self._url),
            "score": 1.0,
        }

    def _redirect(self, entry: dict[str, Any], rest: str, query: str) -> Answer:
        location = f"{self._url}/repositories/{entry['repository']['databaseId']}{quote(rest)}"
        location = f"{location}?{query}" if query else location
        body = {
            "message": "Moved Permanently",
            "url": location,
            "documentation_url": _DOCUMENTATION,
        }
        return Answer(301, orjson.dumps(body), (("Location", location),))

    def _list(self, entry: dict[str, Any], rest: str, parameters: dict[str, str]) -> Answer:
        repository = entry["repository"]
        if rest not in _LISTS:
            return _message(404, "Not Found")
        name, time_key = _LISTS[rest]
        if name == "issues" and repository.get("hasIssuesEnabled") is False:
            return _message(410, "Issues are disabled for this repo")
        if name == "commits" and repository.get("isEmpty"):
            return _message(409, "Git Repository is empty.")
        since = parameters.get("since", "")
        found = [body for body in entry.get(name, ()) if _time_of(body, time_key) >= since]
        if time_key:
            found.sort(
                key=lambda body: _time_of(body, time_key),
                reverse=parameters.get("direction") != "asc",
            )
        size, page = int(parameters.get("per_page", 30)), int(parameters.get("page", 1))
        shown = found[(page - 1) * size : page * size]
        link: tuple[tuple[str, str], ...] = ()
        if page * size < len(found):
            pairs = {**parameters, "page": str(page + 1)}
            query = "&".join(f"{key}={quote(value, safe='')}" for key, value in pairs.items())
            url = f"{self._url}/repositories/{repository['databaseId']}{rest}?{query}"
            link = (("Link", f'<{url}>; rel="next"'),)
        return Answer(200, orjson.dumps(shown), link)


def limited_answer(seconds: int | None) -> Answer:
    """The answer to one request too many.

    Args:
        seconds: of the secondary limit, until when to wait; null for the primary one.
    """
    if seconds is None:
        return _message(403, "API rate limit exceeded for user ID 1.")
    said = "You have exceeded a secondary rate limit. Please wait before you try again."
    body = {"message": said, "documentation_url": _DOCUMENTATION}
    return Answer(403, orjson.dumps(body), (("Retry-After", str(seconds)),))


def bad_credentials_answer() -> Answer:
    """The answer to a token that is none."""
    return _message(401, "Bad credentials")


def rest_body(repository: dict[str, Any], url: str) -> dict[str, Any]:
    """A repository in the shape of the REST API."""
    name = repository["nameWithOwner"]
    branch = repository.get("defaultBranchRef") or {}
    license_info = repository.get("licenseInfo")
    return {
        "id": repository["databaseId"],
        "name": name.partition("/")[2],
        "full_name": name,
        "private": bool(repository.get("isPrivate")),
        "url": f"{url}/repos/{name}",
        "description": repository.get("description"),
        "fork": repository.get("isFork"),
        "archived": repository.get("isArchived"),
        "disabled": repository.get("isDisabled"),
        "created_at": repository.get("createdAt"),
        "updated_at": repository.get("updatedAt"),
        "pushed_at": repository.get("pushedAt"),
        "stargazers_count": repository.get("stargazerCount"),
        "forks_count": repository.get("forkCount"),
        "subscribers_count": (repository.get("watchers") or {}).get("totalCount"),
        "language": (repository.get("primaryLanguage") or {}).get("name"),
        "default_branch": branch.get("name"),
        "license": license_info
        and {
            "key": license_info["key"],
            "name": license_info["name"],
            "spdx_id": license_info["spdxId"],
        },
    }


def _words(question: str) -> tuple[list[str], dict[str, str]]:
    """What a question says: words or phrases, and qualifier → value."""
    words, qualifiers = [], {}
    for match in _TERM.finditer(question):
        value = match["phrase"] if match["phrase"] is not None else match["word"]
        if match["qualifier"]:
            qualifiers[match["qualifier"].lower()] = value
        else:
            words.append(value.lower())
    return words, qualifiers


def _is_found(file: dict[str, Any], words: list[str], qualifiers: dict[str, str]) -> bool:
    content = file["content"]
    size = len(content.encode())
    smallest, _, largest = qualifiers.get("size", "").partition("..")
    endings = _ENDINGS.get(qualifiers.get("language", "").lower(), ("",))
    return (
        size < _SEARCHED_BYTES
        and int(smallest or 0) <= size <= int(largest or _SEARCHED_BYTES)
        and file["path"].endswith(endings)
        and all(word in content.lower() for word in words)
    )


def _time_of(body: dict[str, Any], key: str) -> str:
    return str(body[key] if key else body["commit"]["committer"]["date"])


def _message(status: int, message: str, **more: Any) -> Answer:
    body = {"message": message, "documentation_url": _DOCUMENTATION, **more}
    return Answer(status, orjson.dumps(body))


def _entry(line: bytes, place: str) -> dict[str, Any]:
    try:
        entry = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        message = f"{place}: not JSON ({error}). Write the file again, whole."
        raise PtmError(message) from error
    match entry:
        case {"repository": {"nameWithOwner": str(), "databaseId": int()}}:
            return dict(entry)
    message = (
        f"{place}: no repository, which is a JSON object with a `repository` that has "
        "`nameWithOwner` and `databaseId`. Correct or remove it."
    )
    raise PtmError(message)
