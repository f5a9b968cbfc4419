"""Commits, the files that each changed, and refs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson
import pyarrow as pa

from ingestion.http import HubError
from ingestion.raw import COMMIT_FILES, COMMITS, REFS
from ingestion.sources.huggingface.diffs import changes_of
from ingestion.sources.huggingface.endpoints.parts import take_parts
from ingestion.sources.huggingface.work import Taken, payload_of, rows_of, text_of

if TYPE_CHECKING:
    from ingestion.http import HubClient, Text
    from ingestion.sources.huggingface.stored import Known
    from ingestion.sources.huggingface.work import Fetch, Repository

COMMITS_A_PAGE = 1000
MAX_DIFF_BYTES = 8 * 1024 * 1024
# git's name for a tree without files: what the first commit is compared with
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

_REF_TYPES = {
    "branches": "branch",
    "tags": "tag",
    "converts": "convert",
    "pullRequests": "pull_request",
}


def take_commits(
    hub: HubClient, repository: Repository, before: Fetch | None, known: Known
) -> Taken:
    """Every commit that leads to the listed one, newest first."""
    del before, known
    taken = Taken(revision=repository.revision)
    rows: dict[str, dict[str, Any]] = {}
    cursor: str | None = f"{repository.path}/commits/{repository.at}?limit={COMMITS_A_PAGE}"
    while cursor:
        answer = hub.get(cursor)
        taken.count(answer)
        page = answer.json()
        if not isinstance(page, list):
            raise unexpected(hub, "commits", repository)
        for entry in page:
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                rows.setdefault(
                    entry["id"],
                    {
                        "entity": repository.entity,
                        "id": repository.id,
                        "commit_sha": entry["id"],
                        "position": len(rows),
                        "payload": payload_of(entry),
                    },
                )
        cursor = answer.next_cursor if page else None
    taken.rows.append(rows_of(COMMITS, rows.values()))
    return taken


def take_commit_files(
    hub: HubClient, repository: Repository, before: Fetch | None, known: Known
) -> Taken:
    """What each commit changed against the one before it in the list; a diff never changes."""
    del before
    commits = known.commits(repository)
    parents = dict(pairwise([*commits, EMPTY_TREE]))

    def take(commit: str) -> Taken:
        return _files_of(hub, repository, commit, parents[commit])

    return take_parts(
        repository, "commit_files", {commit: f"@{commit}" for commit in commits}, known, take
    )


def take_refs(hub: HubClient, repository: Repository, before: Fetch | None, known: Known) -> Taken:
    """Branches, tags, conversions and pull requests."""
    del known
    answer = hub.get(f"{repository.path}/refs?include_prs=1", etag=before.etag if before else None)
    taken = Taken(etag=answer.etag, is_unchanged=not answer.content)
    taken.count(answer)
    if taken.is_unchanged:
        return taken
    body = answer.json()
    if not isinstance(body, dict):
        raise unexpected(hub, "refs", repository)
    taken.rows.append(
        rows_of(
            REFS,
            (
                {
                    "entity": repository.entity,
                    "id": repository.id,
                    "ref": entry["ref"],
                    "ref_type": ref_type,
                    "name": text_of(entry.get("name")) or entry["ref"],
                    "target_sha": text_of(entry.get("targetCommit")),
                    "payload": payload_of(entry),
                }
                for key, ref_type in _REF_TYPES.items()
                for entry in body.get(key) or []
                if isinstance(entry, dict) and isinstance(entry.get("ref"), str)
            ),
        )
    )
    return taken


def unexpected(hub: HubClient, what: str, repository: Repository) -> HubError:
    """The error for a document that is not what was asked for."""
    return HubError(
        f"{hub.endpoint} answered with no {what} of {repository.id}. "
        "Check HF_ENDPOINT: it must be the address of a hub.",
        http_status=200,
        attempts=1,
    )


def _files_of(hub: HubClient, repository: Repository, commit: str, parent: str) -> Taken:
    path = f"{repository.path}/compare/{quote(parent, safe='')}..{quote(commit, safe='')}"
    answer = hub.get_text(path, MAX_DIFF_BYTES, is_damaged=_is_half)
    taken = Taken(revision=commit, etag=answer.etag)
    taken.count(answer)
    if answer.is_cut:
        taken.note = f"the diff was read up to {MAX_DIFF_BYTES // 2**20} MB; later files are cut"
    files = {change.path: change for change in changes_of(_text_of_diff(answer))}
    same = {"entity": repository.entity, "id": repository.id, "commit_sha": commit}
    table = pa.Table.from_pylist(
        [same | vars(change) for change in files.values()], schema=COMMIT_FILES.columns
    )
    taken.rows.append((COMMIT_FILES, table))
    return taken


def _text_of_diff(answer: Text) -> str:
    """The diff, which the hub sends as a JSON text; of a cut one as far as it goes."""
    content = answer.content
    if not content.startswith(b'"'):
        return content.decode("utf-8", "replace")
    if answer.is_cut:
        # an escape at the cut may be half
        content = content[: content.rfind(b"\\n")] + b'"'
    return str(orjson.loads(content))


def _is_half(answer: Text) -> bool:
    """Whether a JSON text does not end."""
    if answer.is_cut or not answer.content.startswith(b'"'):
        return False
    try:
        orjson.loads(answer.content)
    except ValueError:
        return True
    return False
