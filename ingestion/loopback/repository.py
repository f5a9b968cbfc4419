"""What the Hub answers about the inside of one repository: history, refs, files, scans."""

from __future__ import annotations

import base64
import re
from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from ingestion.loopback.answers import Answer, BadRequestError, error_answer
from ingestion.loopback.diff import blob_id, net_changes, pointer, unified
from ingestion.loopback.pages import is_true, next_link, number_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingestion.loopback.data import Record
    from ingestion.loopback.details import Details

COMMITS_PER_PAGE, MOST_COMMITS = 50, 1000
ENTRIES_PER_PAGE, EXPANDED_PER_PAGE = 1000, 100
CARD = "README.md"
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""The name that git gives to a tree without files: what the first commit is compared with."""

_NOT_SAFE = ("caution", "suspicious", "unsafe")
_EXPANDED_ONLY = ("lastCommit", "securityFileStatus")


class RevisionError(Exception):
    """A revision that the repository does not have."""

    def answer(self) -> Answer:
        """What the Hub says to it."""
        return error_answer(404, f"Invalid rev id: {self}", code="RevisionNotFound")


@dataclass(frozen=True)
class Repository:
    """One repository and its details.

    Attributes:
        kind: `models`, `datasets` or `spaces`.
        record: what listings say of it.
        details: what else is known.
        url: the hub's own address.
    """

    kind: str
    record: Record
    details: Details
    url: str

    def commit_of(self, revision: str) -> str:
        """The commit that a branch, tag, pull request or commit stands for.

        Raises:
            RevisionError: when there is no such revision; a repository without commits has none.
        """
        known = {commit["id"] for commit in self.details.commits}
        if revision in known or revision == self.record.sha:
            return revision
        if revision in ("main", "refs/heads/main", "HEAD"):
            main = self._ref("refs/heads/main") or self.record.sha
            if main or self.details.commits:
                return main or str(self.details.commits[0]["id"])
        if target := self._ref(revision):
            return target
        raise RevisionError(revision)

    def commits(self, revision: str, parameters: Sequence[tuple[str, str]]) -> Answer:
        """A page of the history that leads to a revision, newest first."""
        commit = self.commit_of(revision)
        history = self.details.commits
        start = next((at for at, entry in enumerate(history) if entry["id"] == commit), 0)
        history = history[start:]
        limit = min(number_of(parameters, "limit", COMMITS_PER_PAGE, least=1), MOST_COMMITS)
        page = number_of(parameters, "p", 0)
        entries = history[page * limit : (page + 1) * limit]
        if ("expand", "formatted") in parameters:
            entries = [entry | {"formatted": _formatted(entry)} for entry in entries]
        headers = [("X-Total-Count", str(len(history)))]
        if (page + 1) * limit < len(history):
            address = f"{self._address()}/commits/{quote(revision, safe='')}"
            headers.append(next_link(address, parameters, "p", str(page + 1)))
        return Answer(200, orjson.dumps(entries), tuple(headers))

    def refs(self, parameters: Sequence[tuple[str, str]]) -> Answer:
        """Branches, tags and conversions; pull requests where they are asked for."""
        refs = self.details.refs
        body = {key: refs.get(key, []) for key in ("tags", "branches", "converts")}
        if not refs and self.record.sha:
            body["branches"] = [
                {"name": "main", "ref": "refs/heads/main", "targetCommit": self.record.sha}
            ]
        if is_true(parameters, "include_prs"):
            body["pullRequests"] = refs.get("pullRequests", [])
        return Answer(200, orjson.dumps(body))

    def compare(self, revisions: str, parameters: Sequence[tuple[str, str]]) -> Answer:
        """The diff between two revisions, `old..new`: a JSON text, or plain with `raw`.

        Only an older commit can be compared with one that came after it.
        """
        old, dots, new = re.sub(r"\.{2,3}", "\0", revisions, count=1).partition("\0")
        if not (old and dots and new):
            message = f"Invalid compare: {revisions}"
            raise BadRequestError(message)
        history = [entry["id"] for entry in self.details.commits]
        newest = history.index(commit) if (commit := self.commit_of(new)) in history else 0
        oldest = self._position_before(old, history)
        between = reversed(history[newest:oldest])
        diff = unified(net_changes(self.details.commit_files.get(sha, []) for sha in between))
        if is_true(parameters, "raw"):
            return Answer(200, diff.encode(), (), "text/plain; charset=utf-8")
        return Answer(200, orjson.dumps(diff))

    def tree(self, revision: str, path: str, parameters: Sequence[tuple[str, str]]) -> Answer:
        """A page of the files and folders below a path, in the order of their paths."""
        commit = self.commit_of(revision)
        if commit != self.commit_of("main"):
            # the folder holds one tree a repository
            raise RevisionError(revision)
        path = path.strip("/")
        below = f"{path}/" if path else ""
        is_recursive, is_expanded = (is_true(parameters, key) for key in ("recursive", "expand"))
        entries = self.details.entries
        if below or not is_recursive:
            entries = [
                entry
                for entry in entries
                if entry["path"].startswith(below)
                and (is_recursive or "/" not in entry["path"][len(below) :])
            ]
        if path and not entries:
            return _no_entry(path)
        if not is_expanded:
            entries = [
                {key: value for key, value in entry.items() if key not in _EXPANDED_ONLY}
                for entry in entries
            ]
        most = EXPANDED_PER_PAGE if is_expanded else ENTRIES_PER_PAGE
        limit = min(number_of(parameters, "limit", most, least=1), most)
        after = _path_of(value_of(parameters, "cursor"))
        start = bisect_right(entries, after, key=itemgetter("path")) if after else 0
        page = entries[start : start + limit]
        link: tuple[tuple[str, str], ...] = ()
        if start + limit < len(entries):
            address = f"{self._address()}/tree/{quote(revision, safe='')}"
            if path:
                address += f"/{quote(path, safe='')}"
            link = (next_link(address, parameters, "cursor", _cursor_of(page[-1]["path"])),)
        return Answer(200, orjson.dumps(page), link)

    def scan(self) -> Answer:
        """The files that a scanner did not find safe."""
        return Answer(200, orjson.dumps(self._scan()))

    def with_files(
        self, body: dict[str, Any], parameters: Sequence[tuple[str, str]]
    ) -> dict[str, Any]:
        """A repository's body with what `blobs` and `securityStatus` add to it."""
        if is_true(parameters, "blobs") and self.details.tree:
            body["siblings"] = [_sibling(entry) for entry in self._files()]
        if is_true(parameters, "securityStatus"):
            body["securityRepoStatus"] = self._scan()
        return body

    def file(self, revision: str, path: str, *, is_raw: bool) -> Answer:
        """A file: the card's text, the pointer of an LFS file, or the way to either.

        `resolve` sends the client on, to the cache for the card and to the store for an LFS file;
        `raw` answers at once. No other file's content is known.
        """
        commit = self.commit_of(revision)
        repository = (("X-Repo-Commit", commit),)
        if path == CARD and self.details.card is not None:
            if is_raw:
                return self.cached_file(commit, path)
            content = self.details.card.encode()
            location = f"/api/resolve-cache/{self.kind}/{quote(self.record.id)}/{commit}/{CARD}"
            linked = _linked(blob_id(content), len(content))
            return _redirect(307, location, repository + linked)
        entry = next((entry for entry in self._files() if entry["path"] == path), None)
        if entry is None or "lfs" not in entry:
            return _no_entry(path)
        oid, size = entry["lfs"]["oid"], entry["lfs"]["size"]
        if is_raw:
            return _text_answer(pointer(oid, size).encode(), commit)
        # the Hub's store is another host, to which the client does not follow to ask for a size
        store = self.url.replace("127.0.0.1", "localhost")
        return _redirect(302, f"{store}/lfs/{oid}", repository + _linked(oid, size))

    def cached_file(self, commit: str, path: str) -> Answer:
        """The card's text."""
        if path != CARD or self.details.card is None:
            return _no_entry(path)
        return _text_answer(self.details.card.encode(), self.commit_of(commit))

    def _address(self) -> str:
        return f"{self.url}/api/{self.kind}/{quote(self.record.id)}"

    def _ref(self, name: str) -> str | None:
        """The commit that a ref stands at, by its full or its short name."""
        for refs in self.details.refs.values():
            for ref in refs:
                if name in (ref["ref"], ref["name"]):
                    return ref["targetCommit"]
        return None

    def _position_before(self, revision: str, history: list[str]) -> int:
        """Where the history up to a revision begins; past its end for the empty tree."""
        if revision == EMPTY_TREE:
            return len(history)
        parents = len(revision) - len(base := revision.rstrip("^"))
        commit = self.commit_of(base)
        position = (history.index(commit) if commit in history else 0) + parents
        if position >= len(history):
            raise RevisionError(revision)
        return position

    def _files(self) -> Iterator[dict[str, Any]]:
        return (entry for entry in self.details.tree if entry["type"] == "file")

    def _scan(self) -> dict[str, Any]:
        statuses = [
            (entry["path"], entry.get("securityFileStatus", {}).get("status", "unscanned"))
            for entry in self._files()
        ]
        return {
            "scansDone": all(status not in {"queued", "unscanned"} for _, status in statuses),
            "filesWithIssues": [
                {"path": path, "level": status} for path, status in statuses if status in _NOT_SAFE
            ],
        }


def _formatted(commit: dict[str, Any]) -> dict[str, str]:
    """A commit's texts as HTML, which the Hub makes of Markdown; here they stay what they are."""
    escaped = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
    return {key: commit[key].translate(escaped) for key in ("title", "message")}


def _sibling(entry: dict[str, Any]) -> dict[str, Any]:
    sibling = {"rfilename": entry["path"], "size": entry["size"], "blobId": entry["oid"]}
    if "lfs" in entry:
        lfs = entry["lfs"]
        sibling["lfs"] = {
            "sha256": lfs["oid"],
            "size": lfs["size"],
            "pointerSize": lfs["pointerSize"],
        }
    return sibling


def _text_answer(content: bytes, commit: str) -> Answer:
    headers = (
        ("ETag", f'"{blob_id(content)}"'),
        ("X-Repo-Commit", commit),
        ("Accept-Ranges", "bytes"),
    )
    return Answer(200, content, headers, "text/plain; charset=utf-8")


def _linked(etag: str, size: int) -> tuple[tuple[str, str], ...]:
    return ("X-Linked-Size", str(size)), ("X-Linked-ETag", f'"{etag}"')


def _redirect(status: int, location: str, headers: tuple[tuple[str, str], ...]) -> Answer:
    text = f"Temporary Redirect. Redirecting to {location}"
    return Answer(
        status, text.encode(), (("Location", location), *headers), "text/plain; charset=utf-8"
    )


def _no_entry(path: str) -> Answer:
    return error_answer(404, f"Entry not found: {path}", code="EntryNotFound")


def _cursor_of(path: str) -> str:
    return base64.urlsafe_b64encode(path.encode()).decode()


def _path_of(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor).decode()
    except ValueError:
        message = f"Invalid cursor: {cursor}"
        raise BadRequestError(message) from None
