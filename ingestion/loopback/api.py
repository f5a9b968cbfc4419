"""What the Hub answers to which request; no sockets here.

Sources: the recorded exchanges of huggingface_hub's tests, its `hf_api.py`, `utils/_http.py` and
`utils/_pagination.py` (2.4), and the Hub's OpenAPI description and API documentation.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote

import orjson

from ingestion.loopback import discussions
from ingestion.loopback.answers import (
    Answer,
    BadRequestError,
    error_answer,
    gated_answer,
    not_found_answer,
    redirect_answer,
    unauthorized_answer,
)
from ingestion.loopback.listing import ListingQuery, expanded_keys
from ingestion.loopback.pages import is_true, next_link
from ingestion.loopback.repository import Repository, RevisionError
from ingestion.loopback.tokens import Access

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingestion.loopback.data import Catalogue, HubData, Record
    from ingestion.loopback.properties import Properties

_KIND = "(?P<kind>models|datasets|spaces)"
_LISTING = re.compile(f"/api/{_KIND}")
_REPOSITORY = re.compile(f"/api/{_KIND}/(?P<rest>.+)")
_PAPER = re.compile("/api/papers/(?P<id>[^/]+)")
_FILE = re.compile(
    "/((?P<kind>datasets|spaces)/)?(?P<name>[^/]+(/[^/]+)?)"
    "/(?P<how>resolve|raw)/(?P<revision>[^/]+)/(?P<path>.+)"
)
_CACHED_FILE = re.compile(
    f"/api/resolve-cache/{_KIND}/(?P<name>[^/]+(/[^/]+)?)/(?P<revision>[0-9a-f]{{40}})/(?P<path>.+)"
)
_OF_ITS_FILES = frozenset({"compare", "tree"})
"""The parts of a repository that its owner can close to all but invited users."""

_ARGUMENTS = {
    "commits": (1, 1),
    "compare": (1, 9),
    "discussions": (0, 1),
    "refs": (0, 0),
    "revision": (1, 1),
    "scan": (0, 0),
    "tree": (1, 99),
}
"""What may stand after a repository's name → how many segments, at least and at most, follow it."""


class HubApi:
    """The part of the Hub's API that lists repositories and papers and tells about one of them.

    Args:
        data: what the hub knows.
        url: the hub's own address, which the links between pages start with.
    """

    def __init__(self, data: HubData, url: str) -> None:
        self._data = data
        self._url = url

    def answer(self, method: str, target: str, access: Access) -> Answer:
        """Answer a request that reads.

        Args:
            method: `GET`, or `HEAD`, which is answered alike.
            target: path and query as they stand in the request.
            access: what the client's token allows.
        """
        if recorded := self._recorded(method, target):
            return recorded
        path, _, query = target.partition("?")
        parameters = [
            (name.removesuffix("[]"), value)
            for name, value in parse_qsl(query, keep_blank_values=True)
        ]
        try:
            answer = self._answer(path, query, parameters, access)
        except BadRequestError as error:
            return error_answer(400, str(error))
        except RevisionError as error:
            return error.answer()
        return answer or error_answer(404, "Sorry, we can't find the page you are looking for.")

    def _recorded(self, method: str, target: str) -> Answer | None:
        methods = (method, "GET") if method == "HEAD" else (method,)
        exchanges = self._data.exchanges
        return next(
            (exchanges[key] for name in methods if (key := (name, target)) in exchanges), None
        )

    def _answer(
        self, path: str, query: str, parameters: Sequence[tuple[str, str]], access: Access
    ) -> Answer | None:
        if listing := _LISTING.fullmatch(path):
            return self._listing(listing["kind"], parameters)
        if repository := _REPOSITORY.fullmatch(path):
            return self._repository(repository, query, parameters, access)
        if paper := _PAPER.fullmatch(path):
            body = self._data.papers.get(unquote(paper["id"]))
            return Answer(200, body) if body else error_answer(404, "Paper not found")
        if cached := _CACHED_FILE.fullmatch(path):
            return self._file(cached, cached["kind"], query, access)
        if file := _FILE.fullmatch(path):
            return self._file(file, file["kind"] or "models", query, access)
        return unauthorized_answer() if path == "/api/whoami-v2" else None

    def _listing(self, kind: str, parameters: Sequence[tuple[str, str]]) -> Answer:
        catalogue = self._data.catalogues[kind]
        asked = ListingQuery(catalogue.properties, parameters)
        matches = asked.matches(catalogue)
        page = list(islice(matches, asked.limit))
        link: tuple[tuple[str, str], ...] = ()
        if next(matches, None) is not None:
            cursor = asked.cursor_after(page[-1])
            link = (next_link(f"{self._url}/api/{kind}", parameters, "cursor", cursor),)
        return Answer(
            200, b"[" + b",".join([record.shown(asked.keys) for record in page]) + b"]", link
        )

    def _repository(
        self,
        address: re.Match[str],
        query: str,
        parameters: Sequence[tuple[str, str]],
        access: Access,
    ) -> Answer | None:
        kind, rest = address["kind"], address["rest"]
        catalogue = self._data.catalogues[kind]
        parted = _parted(rest, catalogue)
        if parted is None:
            return None
        name, part, arguments = parted
        record = catalogue.get(unquote(name))
        if record is None:
            around = f"/api/{kind}/", rest.removeprefix(name)
            return _elsewhere(catalogue, unquote(name), around, query, access)
        if refusal := _refusal(record, access, of_files=part in _OF_ITS_FILES):
            return refusal
        repository = Repository(kind, record, self._data.details.get(kind, record.id), self._url)
        if part in {"", "revision"}:
            revision = next(iter(arguments), "main")
            return _record_answer(repository, revision, catalogue.properties, parameters)
        return _part_answer(repository, part, arguments, parameters)

    def _file(self, address: re.Match[str], kind: str, query: str, access: Access) -> Answer:
        catalogue, name = self._data.catalogues[kind], unquote(address["name"])
        revision, path = unquote(address["revision"]), unquote(address["path"])
        record = catalogue.get(name)
        if record is None:
            before, _, after = address[0].partition(address["name"])
            return _elsewhere(catalogue, name, (before, after), query, access)
        if refusal := _refusal(record, access, of_files=True):
            return refusal
        repository = Repository(kind, record, self._data.details.get(kind, name), self._url)
        if address.re is _CACHED_FILE:
            return repository.cached_file(revision, path)
        return repository.file(revision, path, is_raw=address["how"] == "raw")


def _parted(rest: str, catalogue: Catalogue) -> tuple[str, str, list[str]] | None:
    """A path below a kind: the name as it stands there, the part asked for, what follows it.

    A name has one segment or two. The second one may also be a part, of a bare name; then a
    repository that is there comes first.
    """
    segments = rest.split("/")
    if len(segments) <= 2 and catalogue.get(unquote(rest)):
        return rest, "", []
    for length in (2, 1):
        part = segments[length] if len(segments) > length else ""
        arguments = [unquote(segment) for segment in segments[length + 1 :] if segment]
        least, most = _ARGUMENTS.get(part, (0, -1))
        if least <= len(arguments) <= most:
            return "/".join(segments[:length]), part, arguments
    return (rest, "", []) if len(segments) <= 2 else None


def _elsewhere(
    catalogue: Catalogue, name: str, around: tuple[str, str], query: str, access: Access
) -> Answer:
    """The way to a repository under its present name, or that there is none."""
    current = catalogue.current_name(name)
    if current is None:
        return not_found_answer(has_token=access is not Access.ANONYMOUS)
    location = f"{around[0]}{quote(current)}{around[1]}"
    return redirect_answer(f"{location}?{query}" if query else location)


def _refusal(record: Record, access: Access, *, of_files: bool) -> Answer | None:
    """Why the Hub does not answer for a repository, if it does not."""
    if record.is_disabled:
        # the Hub gives no code here; the client goes by the message
        return error_answer(403, "Access to this resource is disabled.")
    if of_files and record.is_gated and access is not Access.GATED:
        return gated_answer(record.id, has_token=access is not Access.ANONYMOUS)
    return None


def _part_answer(
    repository: Repository,
    part: str,
    arguments: Sequence[str],
    parameters: Sequence[tuple[str, str]],
) -> Answer:
    """What lies behind a repository's name: one of `_ARGUMENTS`."""
    match part, *arguments:
        case "commits", revision:
            return repository.commits(revision, parameters)
        case "tree", revision, *path:
            return repository.tree(revision, "/".join(path), parameters)
        case "discussions", *number:
            return discussions.answer(repository, number, parameters)
        case "refs", *_:
            return repository.refs(parameters)
        case "scan", *_:
            return repository.scan()
        case _:
            return repository.compare("/".join(arguments), parameters)


def _record_answer(
    repository: Repository,
    revision: str,
    properties: Properties,
    parameters: Sequence[tuple[str, str]],
) -> Answer:
    record = repository.record
    if revision != "main":
        repository.commit_of(revision)
    expand = [value for name, value in parameters if name == "expand"]
    if expand:
        return Answer(200, record.shown(expanded_keys(properties, expand)))
    body = record.shown(record.keys - properties.only_on_request)
    if is_true(parameters, "blobs") or is_true(parameters, "securityStatus"):
        return Answer(200, orjson.dumps(repository.with_files(orjson.loads(body), parameters)))
    return Answer(200, body)
